/** One line of the text. */
export interface Sample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: string;
  readonly exemplar?: Exemplar;
}

/** What stands behind the value of some lines. */
export interface Exemplar {
  readonly labels: ReadonlyMap<string, string>;
  readonly value: string;
  readonly time: string;
}

/** What stands below one TYPE. */
export interface ParsedFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly unit: string;
  readonly samples: Sample[];
}

/** The formats: those of text, of which 1.0.0 may have quoted names, and OpenMetrics, with and without them. */
export type Syntax = "text" | "text-utf8" | "openmetrics" | "openmetrics-utf8";

type Suffixes = Readonly<Record<string, readonly string[]>>;

/** What the names of the samples of each type end with. */
const TEXT_SUFFIXES: Suffixes = {
  counter: [""],
  gauge: [""],
  histogram: ["_bucket", "_sum", "_count"],
  summary: ["_sum", "_count"],
};
const OPEN_METRICS_SUFFIXES: Suffixes = {
  counter: ["_total", "_created"],
  gauge: [""],
  histogram: ["_bucket", "_sum", "_count", "_created"],
  summary: ["_sum", "_count", "_created"],
  info: ["_info"],
};

const NUMBER = /(NaN|[+-]Inf|-?[0-9]+(?:\.[0-9]+)?(?:e[+-][0-9]+)?)/y;

/**
 * Reads a text, character by character and more strictly than Prometheus does: names must be valid, samples must stand
 * below their own TYPE, and no family, series or label may appear twice.
 */
export function parseText(text: string, syntax: Syntax = "text"): ParsedFamily[] {
  const families: ParsedFamily[] = [], seen = new Set<string>();
  const isOpenMetrics = syntax.startsWith("openmetrics");
  const suffixes = isOpenMetrics ? OPEN_METRICS_SUFFIXES : TEXT_SUFFIXES;
  if (text !== "" && !text.endsWith("\n")) throw new Error("the last line has no end");
  const lines = text.split("\n").slice(0, -1);
  if (isOpenMetrics && lines.pop() !== "# EOF") throw new Error("the last line is not # EOF");
  for (let i = 0; i < lines.length; i++) {
    const line = new Line(lines[i] ?? "", syntax);
    if (line.takes("# HELP ")) {
      const name = line.metricName();
      line.expect(" ");
      const help = unescapeText(line.rest(), isOpenMetrics);
      const type = new Line(lines[++i] ?? "", syntax);
      type.expect("# TYPE ");
      if (type.metricName() !== name) throw new Error(`no TYPE for ${name}`);
      type.expect(" ");
      const family = { name, type: type.rest(), help, unit: "", samples: [] };
      if (suffixes[family.type] === undefined) throw new Error(`no type ${family.type}`);
      if (isOpenMetrics && lines[i + 1]?.startsWith("# UNIT ")) {
        const unit = new Line(lines[++i] ?? "", syntax);
        unit.expect("# UNIT ");
        if (unit.metricName() !== name) throw new Error(`a unit astray below ${name}`);
        unit.expect(" ");
        family.unit = unit.rest();
        if (!name.endsWith(`_${family.unit}`)) throw new Error(`${name} doesn't end with ${family.unit}`);
      }
      if (families.some((other) => other.name === name)) throw new Error(`a second ${name}`);
      families.push(family);
      continue;
    }
    const family = families.at(-1), sample = line.sample(isOpenMetrics);
    if (family === undefined) throw new Error(`no family for ${lines[i]}`);
    const suffix = suffixes[family.type]?.find((each) => sample.name === family.name + each);
    if (suffix === undefined) throw new Error(`${lines[i]} is astray`);
    if (sample.exemplar !== undefined && suffix !== "_total" && suffix !== "_bucket") {
      throw new Error(`an exemplar in ${lines[i]}`);
    }
    const identity = JSON.stringify([sample.name, [...sample.labels].sort()]);
    if (seen.has(identity)) throw new Error(`a second ${lines[i]}`);
    seen.add(identity);
    family.samples.push(sample);
  }
  return families;
}

/** A line that is read from its beginning. */
class Line {
  readonly #text: string;
  readonly #quotes: boolean;
  #at = 0;

  constructor(text: string, syntax: Syntax) {
    this.#text = text;
    this.#quotes = syntax.endsWith("utf8");
  }

  takes(text: string): boolean {
    const is = this.#text.startsWith(text, this.#at);
    if (is) this.#at += text.length;
    return is;
  }

  expect(text: string): void {
    if (!this.takes(text)) throw new Error(`no ${text} at ${this.#at} of ${this.#text}`);
  }

  rest(): string {
    return this.#text.slice(this.#at);
  }

  metricName(): string {
    return this.#name(/[a-zA-Z_:][a-zA-Z0-9_:]*/y);
  }

  sample(isOpenMetrics: boolean): Sample {
    let name = this.#text[0] === "{" ? undefined : this.metricName();
    let labels = new Map<string, string>();
    if (this.takes("{")) {
      if (name === undefined) {
        name = this.#quoted();
        if (!this.takes(",")) this.expect("}");
        else labels = this.#labels();
      } else labels = this.#labels();
    }
    this.expect(" ");
    const value = this.#match(NUMBER), sample = { name: name ?? "", labels, value };
    if (!isOpenMetrics || !this.takes(" # {")) return this.#ended(sample);
    const own = this.takes("}") ? new Map<string, string>() : this.#labels();
    this.expect(" ");
    const exemplar = { labels: own, value: this.#match(NUMBER), time: "" };
    this.expect(" ");
    exemplar.time = this.#match(NUMBER);
    if ([...own].flat().join("").length > 128) throw new Error(`a long exemplar in ${this.#text}`);
    return this.#ended({ ...sample, exemplar });
  }

  #ended<T>(result: T): T {
    if (this.rest() !== "") throw new Error(`${this.rest()} behind ${this.#text}`);
    return result;
  }

  #labels(): Map<string, string> {
    const labels = new Map<string, string>();
    do {
      const name = this.#name(/[a-zA-Z_][a-zA-Z0-9_]*/y);
      if (name === "__name__" || labels.has(name)) throw new Error(`a second ${name} in ${this.#text}`);
      this.expect("=");
      labels.set(name, this.#quoted());
    } while (this.takes(","));
    this.expect("}");
    return labels;
  }

  /** A name, which has quotes only when it needs them. */
  #name(plain: RegExp): string {
    if (!this.#quotes || this.#text[this.#at] !== '"') return this.#match(plain);
    const name = this.#quoted();
    plain.lastIndex = 0;
    if (name === "" || plain.exec(name)?.[0] === name) throw new Error(`quotes in vain in ${this.#text}`);
    return name;
  }

  #quoted(): string {
    return unescapeText(this.#match(/"(?:[^"\\]|\\.)*"/y).slice(1, -1), true);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) throw new Error(`no ${pattern} at ${this.#at} of ${this.#text}`);
    this.#at += found.length;
    return found;
  }
}

function unescapeText(text: string, quotes: boolean): string {
  return text.replaceAll(/\\(.?)/g, (_, character) => {
    if (character === "n") return "\n";
    if (character === "\\" || (quotes && character === '"')) return character;
    throw new Error(`an unknown escape \\${character}`);
  });
}
