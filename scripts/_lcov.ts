/** How many there are of something, and how many of them the tests have reached. */
export interface Reached {
  readonly found: number;
  readonly hit: number;
}

/** What tests have reached of the code. */
export interface Coverage {
  readonly lines: Reached;
  readonly branches: Reached;
}

/** What tests have reached of one file. */
export interface FileCoverage extends Coverage {
  readonly file: string;
}

/** The records of one kind in a file's section, whose last field counts how often it was reached. */
function reached(section: string, kind: "DA" | "BRDA"): Reached {
  const counts = Array.from(
    section.matchAll(new RegExp(`^${kind}:.*,(\\d+|-)$`, "gm")),
    ([, count]) => count,
  );
  return { found: counts.length, hit: counts.filter((count) => count !== "0" && count !== "-").length };
}

/** Reads a report in the format of LCOV. */
export function coverageOf(report: string): readonly FileCoverage[] {
  return report.split("end_of_record").flatMap((section) => {
    const file = /^SF:(.*)$/m.exec(section)?.[1];
    if (file === undefined) return [];
    return [{ file, lines: reached(section, "DA"), branches: reached(section, "BRDA") }];
  });
}

function sum(parts: readonly Reached[]): Reached {
  return parts.reduce((a, b) => ({ found: a.found + b.found, hit: a.hit + b.hit }), { found: 0, hit: 0 });
}

/** The coverage of several files together. */
export function addUp(files: readonly Coverage[]): Coverage {
  return {
    lines: sum(files.map(({ lines }) => lines)),
    branches: sum(files.map(({ branches }) => branches)),
  };
}

/** The part that was reached, from 0 to 1; of nothing, all. */
export function share({ found, hit }: Reached): number {
  return found === 0 ? 1 : hit / found;
}
