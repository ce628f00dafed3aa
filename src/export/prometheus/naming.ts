import type { MetricDescriptor } from "../../set/descriptor.ts";
import { escapeName, type EscapingScheme } from "./escaping.ts";
import { labelName } from "./label.ts";
import {
  addsSuffixes,
  makesUnderscores,
  metricName,
  type TranslationStrategy,
  unitWord,
  withoutTotal,
} from "./metric_name.ts";

/** The label in which Prometheus keeps the metric's own name. */
const NAME_LABEL = "__name__";

/** How the program's names become those of a format: first by the strategy, then by what the receiver takes. */
export class Naming {
  readonly #strategy: TranslationStrategy;
  readonly #escaping: EscapingScheme;
  /** Whether a counter's family is called without the `_total` of its samples. */
  readonly #bareCounters: boolean;

  constructor(strategy: TranslationStrategy, escaping: EscapingScheme, bareCounters: boolean) {
    this.#strategy = strategy;
    this.#escaping = escaping;
    this.#bareCounters = bareCounters;
  }

  /** The name of a metric's family. */
  family(metric: MetricDescriptor): string {
    const name = metricName(metric, this.#strategy);
    return this.metric(
      metric.instrument === "counter" && this.#bareCounters ? withoutTotal(name) || "_" : name,
    );
  }

  /** What a family's name ends with that is its unit; empty when it doesn't say one. */
  unit(metric: MetricDescriptor): string {
    return addsSuffixes(this.#strategy) ? unitWord(metric) : "";
  }

  /** A metric's name that is no metric's of the program. */
  metric(name: string): string {
    return escapeName(name, this.#escaping, "metric");
  }

  /** The label's name for an attribute's key. */
  readonly label = (key: string): string => {
    // What begins with two underscores is Prometheus' own.
    const isOwn = key === "" || key.startsWith("__");
    const name = makesUnderscores(this.#strategy) || isOwn ? labelName(key) : key.toWellFormed();
    const escaped = escapeName(name, this.#escaping, "label");
    return escaped === NAME_LABEL ? `exported_${NAME_LABEL}` : escaped;
  };
}
