import { quote } from "../printable.ts";
import { singular } from "../singular.ts";
import type { Lints } from "./lints.ts";
import type { Subjects } from "./subjects.ts";

/** Words at the end of a name that say its unit. */
const UNIT_WORDS: ReadonlySet<string> = new Set(
  ("seconds milliseconds microseconds nanoseconds minutes hours days sec secs ms us ns bytes kilobytes megabytes " +
    "gigabytes kb mb gb kib mib gib bits percent percentage celsius hertz hz volts amperes watts joules meters grams")
    .split(" "),
);

/** Names of metrics that say what the metric's type, its unit or its values say already. */
export function lintMetricNames({ metrics }: Subjects, lints: Lints): void {
  for (const subject of metrics) {
    const { name, definition: { deprecated, instrument, unit } } = subject;
    if (deprecated !== undefined) continue;
    const words = name.split(/[._]/), last = words.at(-1) ?? "";
    const rest = name.slice(0, -last.length - 1);
    if (last === "total") {
      const message = `the metric's name ${quote(name)} ends with "total"`;
      lints.addToName("PC156", subject, message, { suggestion: rest });
    } else if (UNIT_WORDS.has(last) && rest !== "") {
      const message = `the metric's name ${quote(name)} says the unit, ${quote(last)}`;
      lints.addToName("PC156", subject, message, { suggestion: rest });
    } else if (singular(last) !== last) {
      // What is counted up by ones is a plural; a level of it is a `count`.
      const isCounted = /^\{[^}]*\}$/.test(unit);
      if (instrument === "updowncounter") {
        const suggestion = `${name.slice(0, -last.length)}${singular(last)}.count`;
        const message = `the name of the updowncounter ${quote(name)} is a plural`;
        lints.addToName("PC157", subject, message, { suggestion });
      } else if (!isCounted) {
        const suggestion = `${name.slice(0, -last.length)}${singular(last)}`;
        const message = `the metric's name ${quote(name)} is a plural, and its unit counts nothing`;
        lints.addToName("PC157", subject, message, { suggestion });
      }
    }
  }
}
