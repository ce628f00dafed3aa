/** One line of the text. */
export interface Sample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: string;
}

/** What stands below one TYPE. */
export interface ParsedFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: Sample[];
}

/** What the names of the samples of some types end with. */
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  histogram: ["_bucket", "_sum", "_count"],
  summary: ["_sum", "_count"],
};

/**
 * Reads text format 0.0.4, character by character and more strictly than Prometheus does: names must be valid,
 * samples must stand below their own TYPE, and no family, series or label may appear twice.
 */
export function parseText(text: string): ParsedFamily[] {
  const families: ParsedFamily[] = [], seen = new Set<string>();
  if (text !== "" && !text.endsWith("\n")) throw new Error("the last line has no end");
  const lines = text.split("\n").slice(0, -1);
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? "";
    const help = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/.exec(line);
    if (help !== null) {
      const type = /^# TYPE (\S+) (counter|gauge|histogram|summary)$/.exec(lines[++i] ?? "");
      if (type === null || type[1] !== help[1]) throw new Error(`no TYPE for ${line}`);
      if (families.some(({ name }) => name === help[1])) throw new Error(`a second ${line}`);
      families.push({
        name: help[1] ?? "",
        type: type[2] ?? "",
        help: unescapeText(help[2] ?? ""),
        samples: [],
      });
      continue;
    }
    const family = families.at(-1), sample = parseSample(line);
    if (family === undefined) throw new Error(`no family for ${line}`);
    const suffixes = SUFFIXES[family.type] ?? [""];
    if (!suffixes.some((suffix) => sample.name === family.name + suffix)) {
      throw new Error(`${line} is astray`);
    }
    const identity = JSON.stringify([sample.name, [...sample.labels].sort()]);
    if (seen.has(identity)) throw new Error(`a second ${line}`);
    seen.add(identity);
    family.samples.push(sample);
  }
  return families;
}

function parseSample(line: string): Sample {
  const name = /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(line)?.[0];
  if (name === undefined) throw new Error(`no name in ${line}`);
  let at = name.length;
  const labels = new Map<string, string>();
  if (line[at] === "{") {
    do {
      at++;
      const label = /^([a-zA-Z_][a-zA-Z0-9_]*)="/.exec(line.slice(at));
      if (label === null) throw new Error(`no label at ${at} of ${line}`);
      at += label[0].length;
      let value = "";
      for (; line[at] !== '"'; at++) {
        if (at >= line.length) throw new Error(`an open quote in ${line}`);
        value += line[at] === "\\" ? unescapeText(line.slice(at, ++at + 1)) : line[at];
      }
      if (labels.has(label[1] ?? "")) throw new Error(`a second ${label[1]} in ${line}`);
      labels.set(label[1] ?? "", value);
      at++;
    } while (line[at] === ",");
    if (line[at++] !== "}") throw new Error(`no end of the labels in ${line}`);
  }
  const value = /^ (NaN|[+-]Inf|-?[0-9]+(\.[0-9]+)?(e[+-][0-9]+)?)$/.exec(line.slice(at))?.[1];
  if (value === undefined) throw new Error(`no value in ${line}`);
  return { name, labels, value };
}

function unescapeText(text: string): string {
  return text.replaceAll(/\\(.)/g, (_, character) => {
    if (!['"', "\\", "n"].includes(character)) throw new Error(`an unknown escape \\${character}`);
    return character === "n" ? "\n" : character;
  });
}
