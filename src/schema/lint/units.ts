import { quote } from "../printable.ts";
import { unitAdvice } from "../unit_advice.ts";
import type { Lints } from "./lints.ts";
import { placeOf, type Subjects } from "./subjects.ts";

const CODES = { ucum: "PC165", scale: "PC166", annotation: "PC167" } as const;

/** Units that UCUM doesn't know, or that semantic conventions would have otherwise. */
export function lintUnits({ metrics }: Subjects, lints: Lints): void {
  for (const subject of metrics) {
    const { definition, name } = subject;
    if (definition.deprecated !== undefined) continue;
    for (const { about, message, suggestion } of unitAdvice(definition.unit)) {
      const place = placeOf(definition, ["unit"]);
      const hint = suggestion === undefined ? { expected: EXPECTED[about] } : { suggestion };
      lints.add(CODES[about], subject, place, `the unit of the metric ${quote(name)}: ${message}`, hint);
    }
  }
}

const EXPECTED = {
  ucum: "a unit of UCUM, such as s, By or {request}",
  scale: "a base unit, without a prefix",
  annotation: "what is counted, in the singular, such as {request}",
} as const;
