import { arena, DISCARD_OFFSET } from "./arena.ts";
import { blockAt, type BlockPosition, BlockWord, Invalid } from "./block.ts";
import { DoubleCounter, IntCounter } from "./counter.ts";
import type { MetricDescriptor } from "./descriptor.ts";
import { DoubleGauge, IntGauge } from "./gauge.ts";
import { ExplicitHistogram } from "./histogram.ts";
import type { Instrument } from "./instrument.ts";
import type { Layout } from "./layout.ts";
import { DoubleUpDownCounter, IntUpDownCounter } from "./up_down_counter.ts";

const u32 = new Uint32Array(arena);

/** The instruments of one bucket, by field. */
export type BucketInstruments = Readonly<Record<string, Instrument>>;

function instrumentFor(metric: MetricDescriptor): Instrument {
  const int = metric.valueType === "int";
  switch (metric.instrument) {
    case "counter":
      return int ? new IntCounter() : new DoubleCounter();
    case "updowncounter":
      return int ? new IntUpDownCounter() : new DoubleUpDownCounter();
    case "gauge":
      return int ? new IntGauge() : new DoubleGauge();
    case "histogram":
      return new ExplicitHistogram(metric.boundaries ?? []);
  }
}

/**
 * The instruments of one registered set, made bucket by bucket when they are first asked for. Recordings that
 * belong to no bucket, and those that come after the end, go to the *discard* block, which nobody reads.
 */
export class Buckets {
  readonly #layout: Layout;
  readonly #block: BlockPosition | undefined;
  readonly #views: (BucketInstruments | undefined)[];
  #discarded: BucketInstruments | undefined;
  #closed: boolean;

  /** Without a block, nothing is ever recorded. */
  constructor(layout: Layout, block: BlockPosition | undefined) {
    this.#layout = layout;
    this.#block = block;
    this.#closed = block === undefined;
    this.#views = new Array<undefined>(layout.buckets).fill(undefined);
  }

  /** The instruments of a bucket: an array load, once they were made. */
  at(bucket: number): BucketInstruments {
    return this.#views[bucket] ?? this.#make(bucket);
  }

  /** Instruments that record nothing, for attribute values that the set doesn't have. The miss is counted. */
  unknown(): BucketInstruments {
    if (this.#block !== undefined && !this.#closed) {
      const word = this.#block.offset / 4 + BlockWord.invalid + Invalid.unknownAttribute;
      u32[word] = (u32[word] ?? 0) + 1;
    }
    this.#discarded ??= this.#instruments(undefined, 0);
    return this.#discarded;
  }

  /** Lets go of the block: all instruments, also those that the program keeps, record nothing from now on. */
  close(): void {
    this.#closed = true;
    for (const view of this.#views) {
      if (view !== undefined) this.#bind(view, undefined, 0);
    }
  }

  #make(bucket: number): BucketInstruments {
    if (!(bucket in this.#views)) return this.unknown();
    const view = this.#instruments(this.#closed ? undefined : this.#block, bucket);
    this.#views[bucket] = view;
    return view;
  }

  #instruments(block: BlockPosition | undefined, bucket: number): BucketInstruments {
    const view: Record<string, Instrument> = {};
    for (const { metric } of this.#layout.fields) view[metric.field] = instrumentFor(metric);
    this.#bind(view, block, bucket);
    return view;
  }

  #bind(view: BucketInstruments, block: BlockPosition | undefined, bucket: number): void {
    const position = block ?? blockAt(DISCARD_OFFSET, { ...this.#layout, buckets: 1 });
    for (const field of this.#layout.fields) {
      view[field.metric.field]?.bind(field, this.#layout, position, block === undefined ? 0 : bucket);
    }
  }
}
