/** The schema language, percore/1: how a metric is recorded, and what becomes of a histogram's values. */
import { z } from "zod";
import { wholeNumber } from "./whole_number.ts";

const MOST_BOUNDARIES = 1_000;

/** How many buckets an exponential histogram may have, for each sign. */
const MAX_SIZE = [2, 1024] as const;
/** Its scales: from the specification's coarsest to buckets that are 1.1 % wide. */
const MAX_SCALE = [-10, 6] as const;

const aggregation = z.union([
  z.enum(["min_max_sum_count"]),
  z.strictObject({
    explicit: z.strictObject({
      boundaries: z.array(z.number({ error: "a finite number" })).max(MOST_BOUNDARIES)
        .describe(
          "The inclusive upper bounds of the buckets, ascending; values above the last one have one more.",
        ),
    }).optional().describe("Buckets with bounds that are known beforehand."),
    exponential: z.strictObject({
      max_size: wholeNumber(...MAX_SIZE).optional()
        .describe("How many buckets there are at most, for each sign; 160 if it isn't said."),
      max_scale: wholeNumber(...MAX_SCALE).optional()
        .describe(
          "How fine they are at first: 2^(2^-scale) is the ratio of their bounds; 4 if it isn't said.",
        ),
    }).optional().describe("Buckets that grow by a constant factor, and get coarser as values spread."),
    min_max_sum_count: z.strictObject({}).optional().describe("No buckets."),
  }),
]).describe(
  "How the values of a histogram become points; explicit, with the specification's boundaries, if it isn't said.",
);

/** What percore knows of a metric of a set, and semantic conventions have no word for. */
export const recording = {
  recording: z.enum(["add", "observe"]).optional()
    .describe(
      "Of sums: whether what is recorded is added, or is the total as it is found; `add` if it isn't said.",
    ),
  value_type: z.enum(["int", "double"]).optional()
    .describe(
      "What it counts in; if it isn't said, sums are `int` and gauges `double`. Histograms are always `double`.",
    ),
  aggregation: aggregation.optional(),
  exemplars: z.enum(["always_on", "trace_based"]).optional()
    .describe(
      "Which recordings exemplars are kept of: all, or those within a sampled span; none if it isn't said.",
    ),
  merge: z.enum(["last", "sum", "min", "max"]).optional()
    .describe("Of gauges: what the value is where several workers record it; `last` if it isn't said."),
};

export type AggregationShape = z.infer<typeof aggregation>;
