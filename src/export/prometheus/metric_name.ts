import type { MetricDescriptor } from "../../set/descriptor.ts";

/** What a metric's name depends on. */
export type NamedMetric = Pick<MetricDescriptor, "name" | "unit" | "instrument">;

/** The words of the specification's table, by UCUM unit. */
const UNIT_WORDS: ReadonlyMap<string, string> = new Map([
  ["d", "days"],
  ["h", "hours"],
  ["min", "minutes"],
  ["s", "seconds"],
  ["ms", "milliseconds"],
  ["us", "microseconds"],
  ["ns", "nanoseconds"],
  ["By", "bytes"],
  ["KiBy", "kibibytes"],
  ["MiBy", "mebibytes"],
  ["GiBy", "gibibytes"],
  ["TiBy", "tebibytes"],
  ["kBy", "kilobytes"],
  ["MBy", "megabytes"],
  ["GBy", "gigabytes"],
  ["TBy", "terabytes"],
  ["m", "meters"],
  ["V", "volts"],
  ["A", "amperes"],
  ["J", "joules"],
  ["W", "watts"],
  ["g", "grams"],
  ["Cel", "celsius"],
  ["Hz", "hertz"],
  ["%", "percent"],
  ["1", ""],
]);

/** What stands behind "per", in the singular. */
const PER_WORDS: ReadonlyMap<string, string> = new Map([
  ["s", "second"],
  ["min", "minute"],
  ["h", "hour"],
  ["d", "day"],
  ["wk", "week"],
  ["mo", "month"],
  ["a", "year"],
]);

/**
 * How names become Prometheus' (OpenTelemetry, "Prometheus and OpenMetrics Compatibility", "Prometheus exporter
 * configuration"): whether characters that were not allowed before Prometheus 3 become underscores, and whether a
 * name says the unit and, of a counter, `_total`. What a format's escaping scheme does comes after it.
 */
export type TranslationStrategy =
  | "UnderscoreEscapingWithSuffixes"
  | "UnderscoreEscapingWithoutSuffixes"
  | "NoUTF8EscapingWithSuffixes"
  | "NoTranslation";

/** All of {@linkcode TranslationStrategy}. */
export const TRANSLATION_STRATEGIES: readonly TranslationStrategy[] = [
  "UnderscoreEscapingWithSuffixes",
  "UnderscoreEscapingWithoutSuffixes",
  "NoUTF8EscapingWithSuffixes",
  "NoTranslation",
];

/** Whether a strategy makes underscores of what older versions of Prometheus don't take. */
export function makesUnderscores(strategy: TranslationStrategy): boolean {
  return strategy === "UnderscoreEscapingWithSuffixes" || strategy === "UnderscoreEscapingWithoutSuffixes";
}

/** Whether a strategy puts the unit and the type behind a name. */
export function addsSuffixes(strategy: TranslationStrategy): boolean {
  return strategy === "UnderscoreEscapingWithSuffixes" || strategy === "NoUTF8EscapingWithSuffixes";
}

/**
 * The name of a metric's family: with underscores, other characters than letters, digits and `:` become one `_`; with
 * suffixes, the unit's words come next and, for a counter, `_total` (OpenTelemetry, "Prometheus and OpenMetrics
 * Compatibility", "OTLP Metric points to Prometheus").
 */
export function metricName(
  metric: NamedMetric,
  strategy: TranslationStrategy = "UnderscoreEscapingWithSuffixes",
): string {
  let name = makesUnderscores(strategy) ? words(metric.name) : metric.name.toWellFormed();
  if (addsSuffixes(strategy)) {
    if (metric.instrument === "counter") name = withoutTotal(name);
    name = withSuffix(name, unitWord(metric));
    if (metric.instrument === "counter") name = withSuffix(name, "total");
  }
  if (!makesUnderscores(strategy)) return name || "_";
  return /^[a-zA-Z:]/.test(name) ? name : `_${name}`;
}

/** A counter's name without what says that it is one. */
export function withoutTotal(name: string): string {
  return name.endsWith("_total") ? name.slice(0, -"_total".length) : name;
}

/** What a name with suffixes says of the unit; empty when it says nothing. */
export function unitWord({ unit, instrument }: NamedMetric): string {
  // Counts are often given the unit "1": only a gauge of it is a ratio.
  return unit === "1" && instrument === "gauge" ? "ratio" : unitWords(unit);
}

/** The words for a UCUM unit, joined by `_`; empty for a unit of none, such as `1` or `{request}`. */
function unitWords(unit: string): string {
  const [counted = "", ...per] = unit.replaceAll(/\{[^}]*\}/g, "").split("/").map((part) => part.trim());
  const main = words(UNIT_WORDS.get(counted) ?? counted);
  const divisor = words(per.map((part) => PER_WORDS.get(part) ?? part).join("_"));
  return divisor === "" ? main : withSuffix(main, `per_${divisor}`);
}

function words(text: string): string {
  return text.split(/[^a-zA-Z0-9:]+/).filter((word) => word !== "").join("_");
}

function withSuffix(name: string, suffix: string): string {
  if (name === "" || suffix === "") return name + suffix;
  return name === suffix || name.endsWith(`_${suffix}`) ? name : `${name}_${suffix}`;
}
