import type { FieldLayout } from "../set/layout.ts";
import type { SetPoints } from "./collection.ts";
import type { Exemplar } from "./exemplar.ts";
import type { ExponentialBuckets } from "./exponential_buckets.ts";
import type { Tally } from "./tally.ts";

/** Points whose numbers are those of a tally. */
export abstract class TallyPoints implements Pick<SetPoints, "values" | "carries" | "buckets" | "exemplars"> {
  protected readonly tally: Tally;

  constructor(tally: Tally) {
    this.tally = tally;
  }

  get values(): Float64Array {
    return this.tally.lanes.values;
  }

  get carries(): Float64Array {
    return this.tally.lanes.carries;
  }

  buckets(series: number, field: FieldLayout): ExponentialBuckets | undefined {
    return this.tally.buckets(series, field);
  }

  exemplars(series: number, field: FieldLayout): readonly Exemplar[] {
    return this.tally.exemplars.of(series, field);
  }
}
