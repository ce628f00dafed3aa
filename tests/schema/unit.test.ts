import { ucum } from "@atomic-ehr/ucum";
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseUnit } from "../../src/schema/unit.ts";
import { unitAdvice } from "../../src/schema/unit_advice.ts";
import { METRIC_ATOMS, OTHER_ATOMS, PREFIXES } from "../../src/schema/unit_atoms.ts";

/** Whether another implementation of UCUM takes a text for a unit. */
function isUnitElsewhere(text: string): boolean {
  try {
    return ucum.validate(text).valid;
  } catch {
    return false;
  }
}

/**
 * What the other implementation refuses although UCUM has it: it can't read `''`, takes the `%` of `g%` for a unit, and
 * wants an exponent and no annotation behind `10*` and `10^`.
 */
const REFUSED_ELSEWHERE = /''|g%|10[*^](?:[+-]?\d*\{|(?![+\d-]))/;

test("every symbol of UCUM is a unit, and so is one with a prefix exactly where UCUM allows it", () => {
  let pairs = 0;
  for (const atom of [...METRIC_ATOMS, ...OTHER_ATOMS]) {
    assert.equal(parseUnit(atom).problem, undefined, atom);
    for (const prefix of ["", ...PREFIXES]) {
      const unit = `${prefix}${atom}`;
      // It takes the prefix from the longest one that fits: `da` of `dar`.
      if (REFUSED_ELSEWHERE.test(unit) || unit === "dar") continue;
      assert.equal(parseUnit(unit).problem === undefined, isUnitElsewhere(unit), unit);
      pairs++;
    }
  }
  assert.ok(pairs > 7_000);
});

test("what is a unit is what another implementation of UCUM takes for one", () => {
  const letters = fc.string({ unit: fc.constantFrom(..."smgBykMKiCelHzWhdL"), minLength: 1, maxLength: 4 });
  const symbol = fc.oneof(
    letters,
    fc.constantFrom(...METRIC_ATOMS, ...OTHER_ATOMS),
    fc.tuple(fc.constantFrom(...PREFIXES), fc.constantFrom(...METRIC_ATOMS)).map((parts) => parts.join("")),
  );
  const exponent = fc.constantFrom("", "", "2", "-1", "+3");
  const annotation = fc.constantFrom("", "", "{request}", "{}");
  const simple = fc.tuple(symbol, exponent, annotation).map((parts) => parts.join(""));
  const { unit } = fc.letrec<{ unit: string; term: string }>((tie) => ({
    term: fc.oneof(
      { depthSize: "small" },
      simple,
      fc.constantFrom("{request}", "10", "10*3", "1"),
      tie("unit").map((unit) => `(${unit.replace(/^\//, "")})`),
    ),
    unit: fc.tuple(
      fc.constantFrom("", "", "", "/"),
      fc.array(fc.tuple(tie("term"), fc.constantFrom(".", "/")), { maxLength: 2 }),
      tie("term"),
    ).map(([first, terms, last]) => first + terms.map((term) => term.join("")).join("") + last),
  }));
  let units = 0;
  fc.assert(
    fc.property(unit, (text) => {
      if (text.length > 255 || REFUSED_ELSEWHERE.test(text) || text.includes("dar")) return;
      const isUnit = parseUnit(text).problem === undefined;
      if (isUnit) units++;
      assert.equal(isUnit, isUnitElsewhere(text), text);
    }),
    { numRuns: 2_000 },
  );
  assert.ok(units > 300);
});

test("any text is a unit or has a place from which on it is none, and nothing throws", () => {
  const texts = fc.oneof(
    fc.string({ maxLength: 300 }),
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.string({ unit: fc.constantFrom(..."sBy1/.(){}[]%'*^+-0 \n"), maxLength: 40 }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const { terms, problem } = parseUnit(text);
      if (problem !== undefined) {
        assert.ok(problem.offset >= 0 && problem.offset <= text.length);
        assert.notEqual(problem.reason, "");
      } else assert.notEqual(terms.length, 0);
      for (const { suggestion } of unitAdvice(text)) {
        if (suggestion !== undefined) assert.equal(parseUnit(suggestion).problem, undefined, suggestion);
      }
    }),
    { numRuns: 2_000 },
  );
});

test("what isn't a unit is told with its place", () => {
  const problems = [
    "",
    "bytes",
    "m^2",
    "5m",
    "5{a}",
    "{a}{b}",
    "m{a b}",
    "{a",
    "(m",
    "m)",
    "s.",
    "m//s",
    "/",
    "m s",
    "k[degF]",
    "°C",
    "\u0000",
    "m.()",
    "1".repeat(256),
  ].map((text) => {
    const { problem } = parseUnit(text);
    return `${problem?.offset}: ${problem?.reason}`;
  });
  assert.deepEqual(problems, [
    "0: there is no unit",
    `0: "bytes" is no unit of UCUM`,
    `1: "^" can't stand behind "m"`,
    `1: "m" can't stand behind "5"`,
    `1: "{" can't stand behind "5"`,
    `3: "{" can't stand behind "{a}"`,
    `1: a "{" without its "}", or a character between them that may not be there`,
    `0: a "{" without its "}", or a character between them that may not be there`,
    `0: a "(" without its ")"`,
    `1: ")" can't stand behind "m"`,
    "2: a unit is missing at the end",
    `2: "/" can't stand behind "m/"`,
    "1: a unit is missing at the end",
    `1: " " can't stand behind "m"`,
    `0: "k[degF]" is no unit of UCUM`,
    `0: "°" can't stand at the beginning`,
    `0: "\\u0000" can't stand at the beginning`,
    `3: ")" can't stand behind "m.("`,
    "0: it is longer than 255 characters",
  ]);
});

test("a unit's terms have their prefix, their atom, their annotation and their place", () => {
  assert.deepEqual(parseUnit("10*3.KiBy{page}/(ms.{request})").terms, [
    { prefix: "", atom: "10*", offset: 0 },
    { prefix: "Ki", atom: "By", offset: 5, annotation: { text: "page", offset: 9 } },
    { prefix: "m", atom: "s", offset: 17 },
    { prefix: "", atom: "", offset: 20, annotation: { text: "request", offset: 20 } },
  ]);
  assert.deepEqual(parseUnit("1/s").terms, [
    { prefix: "", atom: "", offset: 0 },
    { prefix: "", atom: "s", offset: 2 },
  ]);
});

test("units as semantic conventions use them need no advice", () => {
  const units =
    "1 s By Cel Hz W J V A kg dB {request} {class} {status} {gc_cycle} {bar} {GPU} By/s {request}/min 1/min bit";
  for (const unit of units.split(" ")) assert.deepEqual(unitAdvice(unit), [], unit);
});

test("another unit is suggested for words, prefixes, fractions, mistaken symbols and plurals", () => {
  const advice = [
    "bytes",
    "percent",
    "Celsius",
    "°C",
    "rpm",
    "KB",
    "requests",
    "requests/s",
    "m^2",
    "milliseconds",
    "",
    "ms",
    "KiBy",
    "MBy/s",
    "kB",
    "%",
    "min",
    "ms{x}",
    "{requests}",
    "{fetch_queries}",
    "{boxes}",
    "{caches}",
    "{indices}",
    "{bytes}",
    "{Hz}",
    "{count}",
    "{}",
    "ms/{requests}",
    "a b c",
  ].map((unit) =>
    `${unit}: ${unitAdvice(unit).map(({ about, suggestion }) => `${about} ${suggestion ?? "?"}`).join(", ")}`
  );
  assert.deepEqual(advice, [
    "bytes: ucum By",
    "percent: ucum 1",
    "Celsius: ucum Cel",
    "°C: ucum Cel",
    "rpm: ucum {revolution}/min",
    "KB: ucum By",
    "requests: ucum {request}",
    "requests/s: ucum {request}/s",
    "m^2: ucum m2",
    "milliseconds: ucum s",
    ": ucum 1",
    "ms: scale s",
    "KiBy: scale By",
    "MBy/s: scale By/s",
    "kB: scale By",
    "%: scale 1",
    "min: scale s",
    "ms{x}: scale s{x}",
    "{requests}: annotation {request}",
    "{fetch_queries}: annotation {fetch_query}",
    "{boxes}: annotation {box}",
    "{caches}: annotation {cache}",
    "{indices}: annotation {index}",
    "{bytes}: annotation By",
    "{Hz}: annotation Hz",
    "{count}: annotation ?",
    "{}: annotation ?",
    "ms/{requests}: scale s/{requests}, annotation ms/{request}",
    "a b c: ucum ?",
  ]);
});
