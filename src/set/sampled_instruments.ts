import type { Counter } from "./counter.ts";
import type { ExemplarFilter } from "./descriptor.ts";
import { ExemplarReservoir } from "./exemplar_reservoir.ts";
import type { Gauge } from "./gauge.ts";
import type { Distribution, Histogram, TimerStart } from "./histogram.ts";
import { type Bindable, type Instrument, refusalCount, type RowPlace } from "./instrument.ts";
import type { FieldLayout } from "./layout.ts";
import type { SpanContext } from "./span_context.ts";
import type { UpDownCounter } from "./up_down_counter.ts";

/**
 * Instruments with exemplars: objects around the plain ones, which do the recording and don't know of them, so that
 * metrics without exemplars stay as fast as they are. What the plain instrument refuses is no exemplar.
 */

/** A counter with exemplars. */
export interface ExemplarCounter extends Counter {
  /** Adds `value`, as {@linkcode Counter.add} does; within `span`, or the one that `setSpanContext()` finds. */
  add(value: number, span?: SpanContext): void;
  /** Adds one. */
  increment(span?: SpanContext): void;
}

/** An up-down counter with exemplars, whose values are what was added. */
export interface ExemplarUpDownCounter extends UpDownCounter {
  /** Adds `value`, as {@linkcode UpDownCounter.add} does; within `span`, or the one that `setSpanContext()` finds. */
  add(value: number, span?: SpanContext): void;
  /** Adds one. */
  increment(span?: SpanContext): void;
  /** Takes one away. */
  decrement(span?: SpanContext): void;
}

/** A gauge with exemplars. */
export interface ExemplarGauge extends Gauge {
  /** Records the level, as {@linkcode Gauge.set} does; within `span`, or the one that `setSpanContext()` finds. */
  set(value: number, span?: SpanContext): void;
}

/** A histogram with exemplars. */
export interface ExemplarHistogram extends Histogram {
  /** Records one value, as {@linkcode Histogram.record} does; within `span`, or the one that `setSpanContext()` finds. */
  record(value: number, span?: SpanContext): void;
  /** Records the time since a moment, as {@linkcode Histogram.stopTimer} does. */
  stopTimer(start: TimerStart, span?: SpanContext): void;
}

/** What they share: the plain instrument, and the exemplars, of the same row. */
abstract class SampledInstrument<Plain extends Instrument> implements Bindable {
  protected readonly plain: Plain;
  protected readonly reservoir: ExemplarReservoir;

  constructor(plain: Plain, filter: ExemplarFilter) {
    this.plain = plain;
    this.reservoir = new ExemplarReservoir(filter);
  }

  bind(field: FieldLayout, row: RowPlace): void {
    this.plain.bind(field, row);
    this.reservoir.bind(field, row);
  }
}

/** A counter, of `int` or `double`, and its exemplar. */
export class SampledCounter extends SampledInstrument<Instrument & Counter> implements ExemplarCounter {
  add(value: number, span?: SpanContext): void {
    const refused = refusalCount();
    this.plain.add(value);
    if (refusalCount() === refused) this.reservoir.offer(0, value, span);
  }

  increment(span?: SpanContext): void {
    this.add(1, span);
  }
}

/** An up-down counter, of `int` or `double`, and its exemplar. */
export class SampledUpDownCounter extends SampledInstrument<Instrument & UpDownCounter>
  implements ExemplarUpDownCounter {
  add(value: number, span?: SpanContext): void {
    const refused = refusalCount();
    this.plain.add(value);
    if (refusalCount() === refused) this.reservoir.offer(0, value, span);
  }

  increment(span?: SpanContext): void {
    this.add(1, span);
  }

  decrement(span?: SpanContext): void {
    this.add(-1, span);
  }
}

/** A gauge, of `int` or `double`, and its exemplar. */
export class SampledGauge extends SampledInstrument<Instrument & Gauge> implements ExemplarGauge {
  set(value: number, span?: SpanContext): void {
    const refused = refusalCount();
    this.plain.set(value);
    if (refusalCount() === refused) this.reservoir.offer(0, value, span);
  }
}

/** A histogram of any aggregation, and the exemplars of its buckets. */
export class SampledHistogram extends SampledInstrument<Distribution> implements ExemplarHistogram {
  record(value: number, span?: SpanContext): void {
    const { plain } = this, refused = refusalCount();
    plain.record(value);
    // Refusals aren't counted where nobody reads what is recorded: there, anything may have been given.
    if (refusalCount() !== refused || typeof value !== "number") return;
    this.reservoir.offer(plain.exemplarOf(value), value, span);
  }

  startTimer(): TimerStart {
    return this.plain.startTimer();
  }

  stopTimer(start: TimerStart, span?: SpanContext): void {
    this.record(this.plain.elapsed(start), span);
  }
}
