import { CARRY_UNIT, type Resource } from "../../aggregate/collection.ts";
import type { MetricDescriptor } from "../../set/descriptor.ts";
import type { UnixNanos } from "../../host/clock.ts";
import { isPlain } from "./escaping.ts";
import { type FamilyType, SUFFIXES } from "./family_type.ts";
import { escapingOf, type PrometheusFormat } from "./format.ts";
import { joinLabels, label, labelsText, listed, quoted } from "./label.ts";
import type { TranslationStrategy } from "./metric_name.ts";
import { Naming } from "./naming.ts";

const TARGET = "target", INFO = "_info";

/** What the text formats differ in. */
export class TextSyntax {
  readonly naming: Naming;
  /** Whether counters and buckets have exemplars. */
  readonly exemplars: boolean;
  /** What stands behind the last family. */
  readonly end: string;
  readonly #isOpenMetrics: boolean;
  readonly #created: boolean;

  constructor(format: PrometheusFormat, strategy: TranslationStrategy, created: boolean) {
    const isOpenMetrics = format.syntax === "openmetrics";
    this.naming = new Naming(strategy, escapingOf(format), isOpenMetrics);
    this.exemplars = isOpenMetrics;
    this.end = isOpenMetrics ? "# EOF" : "";
    this.#isOpenMetrics = isOpenMetrics;
    this.#created = isOpenMetrics && created;
  }

  /** All names of the samples that a family may have; its own is one of them. */
  namesOf(family: string, type: FamilyType): string[] {
    const own = SUFFIXES[type];
    const suffixes = !this.#isOpenMetrics
      ? own
      : type === "counter"
      ? ["", "_total", "_created"]
      : type === "gauge"
      ? own
      : [...own, "_created"];
    return suffixes.map((suffix) => family + suffix);
  }

  /** The names that are no metric's. */
  get reserved(): readonly string[] {
    return [this.naming.metric(TARGET + INFO), ...this.#isOpenMetrics ? [this.naming.metric(TARGET)] : []];
  }

  /** The name of the sample of a family that has one value. */
  valueName(family: string, type: FamilyType): string {
    return this.#isOpenMetrics && type === "counter" ? `${family}_total` : family;
  }

  /** What stands before the value of a sample. */
  sample(name: string, labels: string): string {
    if (!isPlain(name, "metric")) return `{${listed(quoted(name), labels)}} `;
    return labels === "" ? `${name} ` : `${name}{${labels}} `;
  }

  /** What stands before the count of a histogram's values that are at most `bound`. */
  bucket(family: string, labels: string, bound: number): string {
    return this.sample(`${family}_bucket`, listed(labels, `le="${this.#boundText(bound)}"`));
  }

  /** The sample that says since when there are values, if the format has one. */
  created(family: string, labels: string, start: UnixNanos): string | undefined {
    return this.#created ? this.sample(`${family}_created`, labels) + secondsText(start) : undefined;
  }

  /** What stands above a family's samples. */
  head(name: string, type: string, brief: string, unit: string): string {
    const written = isPlain(name, "metric") ? name : quoted(name);
    const lines = [`# HELP ${written} ${this.#helpText(brief)}`, `# TYPE ${written} ${type}`];
    if (this.#isOpenMetrics && unit !== "" && name.endsWith(`_${unit}`)) {
      lines.push(`# UNIT ${written} ${unit}`);
    }
    return lines.join("\n");
  }

  /** The head of a metric's family. */
  headOf(name: string, type: FamilyType, metric: MetricDescriptor): string {
    return this.head(name, type, metric.brief, this.naming.unit(metric));
  }

  /** What the process says of itself; empty when that is nothing. */
  targetInfo({ attributes }: Resource): string {
    const labels = joinLabels(
      Object.entries(attributes).map(([key, value]) => label(key, value, this.naming.label)),
    );
    const text = labelsText(labels);
    if (text === "") return "";
    const family = this.naming.metric(this.#isOpenMetrics ? TARGET : TARGET + INFO);
    const sample = this.#isOpenMetrics ? family + INFO : family;
    const head = this.head(family, this.#isOpenMetrics ? "info" : "gauge", "Target metadata", "");
    return `${head}\n${this.sample(sample, text)}1`;
  }

  /** A bound as the value of `le`: OpenMetrics tells a double from an integer. */
  #boundText(bound: number): string {
    if (bound === Infinity) return "+Inf";
    const text = String(bound);
    return this.#isOpenMetrics && /^-?[0-9]+$/.test(text) ? `${text}.0` : text;
  }

  #helpText(text: string): string {
    const wellFormed = text.toWellFormed();
    if (this.#isOpenMetrics) return quoted(wellFormed).slice(1, -1);
    return wellFormed.replaceAll(/[\\\n]/g, (character) => character === "\n" ? "\\n" : "\\\\");
  }
}

/** A time in seconds, exact to the millisecond. */
export function secondsText(time: UnixNanos): string {
  return String(Math.round(time / 1e6) / 1e3);
}

/** A whole number in its two parts, as text. */
export function wholeText(value: number, carry: number): string {
  return carry === 0 ? String(value) : String(BigInt(value) + BigInt(carry) * BigInt(CARRY_UNIT));
}
