import { CARRY_UNIT, type Resource } from "../../aggregate/collection.ts";
import type { Exemplar } from "../../aggregate/exemplar.ts";
import type { MetricDescriptor } from "../../set/descriptor.ts";
import type { UnixNanos } from "../../host/clock.ts";
import { doubleText } from "./decimal.ts";
import { isPlain } from "./escaping.ts";
import { exemplarLabels } from "./exemplar_labels.ts";
import { type FamilyType, SUFFIXES } from "./family_type.ts";
import { escapingOf, type TextFormat } from "./format.ts";
import { labelsText, listed, quoted } from "./label.ts";
import type { LabelSet } from "./label_set.ts";
import type { TranslationStrategy } from "./metric_name.ts";
import { Naming } from "./naming.ts";
import type { Series } from "./series.ts";
import type { Syntax } from "./syntax.ts";
import { INFO, resourceLabels, TARGET, TARGET_HELP } from "./target_info.ts";
import { TextFamily } from "./text_family.ts";
import { type TextSeries, textSeries } from "./text_series.ts";

const encoder = new TextEncoder();

/** What the text formats differ in. */
export class TextSyntax implements Syntax<TextSeries> {
  readonly naming: Naming;
  /** Whether counters and buckets have exemplars. */
  readonly exemplars: boolean;
  readonly end: Uint8Array<ArrayBuffer>;
  readonly #isOpenMetrics: boolean;
  readonly #created: boolean;

  constructor(format: TextFormat, strategy: TranslationStrategy, created: boolean) {
    const isOpenMetrics = format.syntax === "openmetrics";
    this.naming = new Naming(strategy, escapingOf(format), isOpenMetrics);
    this.exemplars = isOpenMetrics;
    this.end = encoder.encode(isOpenMetrics ? "# EOF\n" : "");
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

  get reserved(): readonly string[] {
    return [this.naming.metric(TARGET + INFO), ...this.#isOpenMetrics ? [this.naming.metric(TARGET)] : []];
  }

  series(series: Series, type: FamilyType, _: LabelSet, text: string): TextSeries {
    return textSeries(series, type, text, this);
  }

  family(name: string, metric: MetricDescriptor): TextFamily {
    return new TextFamily(name, metric, this);
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

  /** What stands behind the value of a sample that has an exemplar; empty without one. */
  exemplar(exemplar: Exemplar | undefined): string {
    if (exemplar === undefined) return "";
    const { value, time } = exemplar, labels = labelsText(exemplarLabels(exemplar, this.naming));
    return ` # {${labels}} ${doubleText(value)} ${secondsText(time)}`;
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

  targetInfo(resource: Resource): Uint8Array<ArrayBuffer> {
    const text = labelsText(resourceLabels(resource, this.naming));
    if (text === "") return encoder.encode();
    const family = this.naming.metric(this.#isOpenMetrics ? TARGET : TARGET + INFO);
    const sample = this.#isOpenMetrics ? family + INFO : family;
    const head = this.head(family, this.#isOpenMetrics ? "info" : "gauge", TARGET_HELP, "");
    return encoder.encode(`${head}\n${this.sample(sample, text)}1\n`);
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
function secondsText(time: UnixNanos): string {
  return String(Math.round(time / 1e6) / 1e3);
}

/** A whole number in its two parts, as text. */
export function wholeText(value: number, carry: number): string {
  return carry === 0 ? String(value) : String(BigInt(value) + BigInt(carry) * BigInt(CARRY_UNIT));
}
