import { minIndex } from "../set/exponential_index.ts";
import { PAGE_COUNTS, pagesOf } from "../set/exponential_pages.ts";
import { DEFAULT_SCALE, DEFAULT_SIZE, type FieldLayout, lanesOf, type Layout } from "../set/layout.ts";
import type { UnixNanos } from "../host/clock.ts";
import { LatestExemplars } from "./exemplar.ts";
import { ExponentialBuckets } from "./exponential_buckets.ts";
import { Lanes } from "./lanes.ts";

/** All numbers of a set's series: lanes, the buckets of exponential histograms, and exemplars. */
export class Tally {
  readonly #layout: Layout;
  readonly lanes: Lanes;
  readonly exemplars: LatestExemplars;
  readonly #exponentials: (ExponentialBuckets | undefined)[] = [];

  /** Exemplars from before `start` are not taken. */
  constructor(layout: Layout, start: UnixNanos) {
    this.#layout = layout;
    this.lanes = new Lanes(layout);
    this.exemplars = new LatestExemplars(layout, start);
  }

  /** The buckets of an exponential histogram; `undefined` while it is empty. */
  buckets(series: number, field: FieldLayout): ExponentialBuckets | undefined {
    return this.#exponentials[this.#at(series, field)];
  }

  /** Adds to a bucket of an exponential histogram; `place` counts from the lowest bucket at `source`'s scale. */
  addToBucket(series: number, field: FieldLayout, source: FieldLayout, place: number, count: number): void {
    const { metric: { maxSize = DEFAULT_SIZE, maxScale = DEFAULT_SCALE } } = field, { scale } = source;
    const side = pagesOf(scale) * PAGE_COUNTS;
    const buckets = this.#exponentials[this.#at(series, field)] ??= new ExponentialBuckets(
      maxSize,
      Math.min(maxScale, scale),
    );
    buckets.add(place < side ? 1 : -1, minIndex(scale) + place % side, scale, count);
  }

  /** Takes all that a series has of a field away, and adds it to a series of another tally of the same set. */
  move(series: number, field: FieldLayout, to: Tally, target: number): void {
    const { stride } = this.#layout, end = field.lane + lanesOf(field);
    for (let lane = field.lane; lane < end; lane++) {
      this.lanes.move(series * stride + lane, to.lanes, target * stride + lane);
    }
    if (field.exponential >= 0) {
      const from = this.#at(series, field),
        into = this.#at(target, field),
        buckets = this.#exponentials[from];
      const there = to.#exponentials[into];
      if (buckets !== undefined && there !== undefined) there.merge(buckets);
      else if (buckets !== undefined) to.#exponentials[into] = buckets;
      this.#exponentials[from] = undefined;
    }
    this.exemplars.move(series, field, to.exemplars, target);
  }

  #at(series: number, { exponential }: FieldLayout): number {
    return series * this.#layout.exponentials.length + exponential;
  }
}
