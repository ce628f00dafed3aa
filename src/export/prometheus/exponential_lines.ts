import type { BucketCounts, ExponentialBuckets } from "../../aggregate/exponential_buckets.ts";
import type { ClassicBounds } from "./classic_bounds.ts";
import type { IntTotal } from "./int_total.ts";

/**
 * The buckets of one exponential histogram as a classic one has them, in ascending order of their upper bounds, which it
 * shares with others. Negative values come first, then zeros, then positive ones.
 *
 * Of a negative bucket, OpenTelemetry's bounds belong to the bucket above, and Prometheus's to the one below: a value
 * that equals a negative bound is counted from the next bound on.
 *
 * An update looks at each bucket between the first and the last, and allocates nothing as long as the bounds stay.
 */
export class ExponentialLines {
  readonly #textOf: (bound: number) => string;
  /** The lines, and for which bounds they are. */
  #texts: readonly string[] = [];
  #bounds: ClassicBounds | undefined;
  /** Of each bound, how many values are between it and the one before; behind the last, those beyond all bounds. */
  #counts: number[] = [0];

  /** `textOf` says what a bucket's line is; it is asked again when the bounds change. */
  constructor(textOf: (bound: number) => string) {
    this.#textOf = textOf;
  }

  /** Takes the histogram as it is now; true when there are other lines than before. */
  update(bounds: ClassicBounds, zeros: number, histogram: ExponentialBuckets | undefined): boolean {
    const isNew = bounds !== this.#bounds;
    if (isNew) {
      this.#bounds = bounds;
      this.#texts = bounds.bounds.map((bound) => this.#textOf(bound));
      this.#counts = new Array<number>(this.#texts.length + 1);
    }
    this.#counts.fill(0);
    this.#add(bounds.positionOfZeros, zeros);
    if (histogram !== undefined) {
      this.#addRun(bounds, 1, histogram.positive, histogram.scale);
      this.#addRun(bounds, -1, histogram.negative, histogram.scale);
    }
    return isNew;
  }

  /** Tells the buckets in ascending order, each when its count has been added to the total, to which all are added. */
  each(total: IntTotal, tell: (bound: number, text: string) => void): void {
    const { bounds = [] } = this.#bounds ?? {}, texts = this.#texts;
    for (let i = 0; i < texts.length; i++) {
      total.addCount(this.#counts[i] ?? 0);
      tell(bounds[i] ?? NaN, texts[i] ?? "");
    }
    total.addCount(this.#counts[texts.length] ?? 0);
  }

  #addRun(bounds: ClassicBounds, sign: 1 | -1, counts: BucketCounts, scale: number): void {
    const { offset, length } = counts;
    for (let position = 0; position < length; position++) {
      const count = counts.at(position);
      if (count > 0) this.#add(bounds.positionOf(sign, offset + position, scale), count);
    }
  }

  #add(position: number, count: number): void {
    this.#counts[position] = (this.#counts[position] ?? 0) + count;
  }
}
