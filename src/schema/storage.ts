import type { Problems } from "./diagnostic.ts";
import type { MeasurementAttribute, Storage } from "./model.ts";
import { tupleProblem, valueCount } from "./tuple_limits.ts";
import { itemsOf, property, type Written } from "./written.ts";

/** How many series a set that doesn't say has room for (OpenTelemetry metrics SDK, "Cardinality limits"). */
export const DEFAULT_BUDGET = 2_000;

/** The storage that measurement attributes get where nothing is declared: dense, if the budget allows. */
export function automaticStorage(
  measurement: readonly MeasurementAttribute[],
  budget = DEFAULT_BUDGET,
): Storage {
  const series = measurement.map(valueCount).reduce((product, values) => product * values, 1);
  return { kind: series <= budget ? "dense" : "table", series, budget };
}

/** Whether a set wants measurement attributes, whatever is wrong with them. */
function isMeasured(set: Written): boolean {
  return itemsOf(set, "attributes").some((item) => property(item, "attach") === "measurement");
}

/**
 * The storage of a set: dense where its budget allows, unless the set declares which. The declaration is read as it
 * is written, so that a set that has other problems is told of this one too.
 */
export function storageOf(
  set: Written,
  measurement: readonly MeasurementAttribute[],
  problems: Problems,
): Storage {
  const [declared, written] = [property(set, "storage"), property(set, "budget")];
  const budget = typeof written === "number" ? written : DEFAULT_BUDGET;
  const automatic = automaticStorage(measurement, budget);
  const { kind, series } = automatic;
  const limit = tupleProblem(measurement);
  if (limit !== undefined) {
    problems.add("PC102", set.place.at("attributes"), limit.message, { expected: limit.expected });
  }
  if (declared === "dense" && kind === "table") {
    const counts = measurement.map(valueCount);
    const product = counts.length > 1 ? `${counts.join(" × ")} = ` : "";
    const expected = `at most ${budget}, or storage: table`;
    problems.add("PC122", set.place.at("storage"), `the set has ${product}${series} series`, { expected });
  } else if (declared === "table" && !isMeasured(set)) {
    const message = "a table without a measurement attribute to look up in it";
    problems.add("PC124", set.place.at("storage"), message, { expected: "dense, or no such key" });
  }
  return declared === "table" ? { ...automatic, kind: declared } : automatic;
}
