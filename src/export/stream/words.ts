import type { Temporality } from "../../aggregate/temporality.ts";
import type { PlainAttributeType } from "../../set/attribute.ts";
import type {
  ExemplarFilter,
  GaugeMerge,
  InstrumentKind,
  MetricDescriptor,
  Stability,
  ValueType,
} from "../../set/descriptor.ts";
import * as tags from "./wire_tags.gen.ts";

/** The words of a descriptor that are numbers in a stream. */
export class Words<Word extends string> {
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #words: ReadonlyMap<number, Word>;

  constructor(numbers: Readonly<Record<Word, number>>) {
    const words = Object.keys(numbers) as Word[];
    this.#numbers = new Map(words.map((word) => [word, numbers[word]]));
    this.#words = new Map(words.map((word) => [numbers[word], word]));
  }

  /** The number of a word; 0 for none, and for one that this version doesn't know. */
  numberOf(word: Word | undefined): number {
    return this.#numbers.get(word ?? "") ?? 0;
  }

  /** The word of a number, if there is one. */
  wordOf(number: number): Word | undefined {
    return this.#words.get(number);
  }
}

export const TEMPORALITIES: Words<Temporality> = new Words({
  cumulative: tags.Temporality.cumulative,
  delta: tags.Temporality.delta,
});

export const STABILITIES: Words<Stability> = new Words({
  development: tags.Stability.development,
  alpha: tags.Stability.alpha,
  beta: tags.Stability.beta,
  release_candidate: tags.Stability.releaseCandidate,
  stable: tags.Stability.stable,
});

export const ATTRIBUTE_TYPES: Words<PlainAttributeType | "enum"> = new Words({
  string: tags.AttributeType.string,
  int: tags.AttributeType.int,
  double: tags.AttributeType.double,
  boolean: tags.AttributeType.boolean,
  "string[]": tags.AttributeType.strings,
  "int[]": tags.AttributeType.ints,
  "double[]": tags.AttributeType.doubles,
  "boolean[]": tags.AttributeType.booleans,
  enum: tags.AttributeType.enum,
  any: tags.AttributeType.any,
});

export const INSTRUMENTS: Words<InstrumentKind> = new Words({
  counter: tags.Instrument.counter,
  updowncounter: tags.Instrument.updowncounter,
  gauge: tags.Instrument.gauge,
  histogram: tags.Instrument.histogram,
});

export const VALUE_TYPES: Words<ValueType> = new Words({
  int: tags.ValueType.int,
  double: tags.ValueType.double,
});

export const GAUGE_MERGES: Words<GaugeMerge> = new Words({
  last: tags.GaugeMerge.last,
  sum: tags.GaugeMerge.sum,
  min: tags.GaugeMerge.min,
  max: tags.GaugeMerge.max,
});

export const AGGREGATIONS: Words<NonNullable<MetricDescriptor["aggregation"]>> = new Words({
  explicit: tags.Aggregation.explicit,
  exponential: tags.Aggregation.exponential,
  min_max_sum_count: tags.Aggregation.minMaxSumCount,
});

export const EXEMPLAR_FILTERS: Words<ExemplarFilter> = new Words({
  always_on: tags.ExemplarFilter.alwaysOn,
  trace_based: tags.ExemplarFilter.traceBased,
});
