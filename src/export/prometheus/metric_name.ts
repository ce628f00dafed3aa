import type { MetricDescriptor } from "../../set/descriptor.ts";

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
 * The name of a metric's family, as the translation strategy `UnderscoreEscapingWithSuffixes` gives it: other
 * characters than letters, digits and `:` become one `_`, then come the unit's words and, for a counter, `_total`
 * (OpenTelemetry, "Prometheus and OpenMetrics Compatibility", "OTLP Metric points to Prometheus").
 */
export function metricName(metric: MetricDescriptor): string {
  let name = words(metric.name);
  if (metric.instrument === "counter") name = withoutSuffix(name, "total");
  // Counts are often given the unit "1": only a gauge of it is a ratio.
  const ratio = metric.unit === "1" && metric.instrument === "gauge";
  name = withSuffix(name, ratio ? "ratio" : unitWords(metric.unit));
  if (metric.instrument === "counter") name = withSuffix(name, "total");
  return /^[a-zA-Z:]/.test(name) ? name : `_${name}`;
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

function withoutSuffix(name: string, suffix: string): string {
  return name.endsWith(`_${suffix}`) ? name.slice(0, -suffix.length - 1) : name;
}
