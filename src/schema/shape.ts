import { z } from "zod";
import type { Path, Place } from "./document.ts";
import type { Problems } from "./diagnostic.ts";
import { quote } from "./printable.ts";
import { valueIn } from "./written.ts";

type Issue = z.core.$ZodIssue;

const KINDS: Readonly<Record<string, string>> = {
  string: "a string",
  boolean: "true or false",
  object: "a mapping",
  record: "a mapping",
  array: "a list",
};

/** `a, b or c`. */
export function alternatives(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

/** A value as a message names it. */
function described(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "a mapping" : String(value);
}

/** The keys that a shape allows in the mapping at a path. */
function keysAt(shape: unknown, path: Path): readonly string[] {
  if (shape instanceof z.ZodOptional) return keysAt(shape.unwrap(), path);
  if (shape instanceof z.ZodUnion) return shape.options.flatMap((option) => keysAt(option, path));
  const [step, ...rest] = path;
  if (shape instanceof z.ZodObject) {
    return step === undefined ? Object.keys(shape.shape) : keysAt(shape.shape[step], rest);
  }
  return shape instanceof z.ZodArray ? keysAt(shape.element, rest) : [];
}

/** The issues of the one alternative whose kind the value has; the alternatives' kinds if it has none of them. */
function issuesOfUnion(issue: z.core.$ZodIssueInvalidUnion): readonly Issue[] | undefined {
  const ofKind = issue.errors.filter((issues) =>
    issues.every(({ path }) => path.length > 0) || issues.some(isKeyIssue)
  );
  const [only] = ofKind;
  return only?.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

function isKeyIssue(issue: Issue): boolean {
  return issue.code === "unrecognized_keys";
}

/** Whether an issue is about a number, not about the length of something. */
function isRange({ origin }: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall): boolean {
  return origin === "number" || origin === "int";
}

/** Checks a value against a shape. Zod finds the problems; what is reported of them is decided here. */
class ShapeCheck {
  readonly #shape: z.ZodType;
  readonly #place: Place;
  readonly #value: unknown;
  readonly #problems: Problems;

  constructor(shape: z.ZodType, place: Place, value: unknown, problems: Problems) {
    this.#shape = shape;
    this.#place = place;
    this.#value = value;
    this.#problems = problems;
  }

  report(issue: Issue): void {
    const path = issue.path.map((step) => typeof step === "number" ? step : String(step));
    const value = path.reduce<unknown>(valueIn, this.#value);
    const place = this.#place.at(...path);
    const last = path.at(-1);
    if (value === undefined && typeof last === "string" && issue.code !== "unrecognized_keys") {
      const parent = this.#place.at(...path.slice(0, -1));
      const hint = { expected: expectation(issue) };
      return this.#problems.add("PC105", parent, `the key ${quote(last)} is missing`, hint);
    }
    switch (issue.code) {
      case "unrecognized_keys":
        return issue.keys.forEach((key) => this.#unknownKey(key, path));
      case "invalid_union": {
        const issues = issuesOfUnion(issue);
        if (issues !== undefined) return issues.forEach((inner) => this.report(inner));
        return this.#wrongValue(place, value, expectation(issue), namesOf(issue));
      }
      case "invalid_value":
        return this.#wrongValue(place, value, expectation(issue), namesOf(issue));
      case "invalid_format":
        return this.#problems.add("PC110", place, `${described(value)} is malformed`, {
          expected: issue.message,
        });
      case "too_big":
        if (isRange(issue)) return this.#outOfRange(place, value, issue);
        return this.#problems.add("PC102", place, issue.origin === "string" ? "too long" : "too many items", {
          expected: expectation(issue),
        });
      case "too_small":
        if (isRange(issue)) return this.#outOfRange(place, value, issue);
        return this.#problems.add("PC106", place, "nothing in it", { expected: expectation(issue) });
      default:
        return this.#problems.add("PC106", place, `the wrong kind of value: ${described(value)}`, {
          expected: expectation(issue),
        });
    }
  }

  #unknownKey(key: string, path: Path): void {
    const place = this.#place.at(...path, key);
    const names = keysAt(this.#shape, path);
    const hint = { expected: alternatives(names), wrong: key, names };
    this.#problems.add("PC104", place, `the key ${quote(key)} is unknown`, hint, "key");
  }

  #outOfRange(place: Place, value: unknown, issue: Issue): void {
    this.#problems.add("PC102", place, `${described(value)} is out of range`, { expected: issue.message });
  }

  #wrongValue(place: Place, value: unknown, expected: string, names: readonly string[]): void {
    if (typeof value === "string") {
      const message = `${quote(value)} isn't one of the allowed values`;
      return this.#problems.add("PC107", place, message, { expected, wrong: value, names });
    }
    this.#problems.add("PC106", place, `the wrong kind of value: ${described(value)}`, { expected });
  }
}

/** The names that an issue says were possible. */
function namesOf(issue: Issue): readonly string[] {
  if (issue.code === "invalid_union") return issue.errors.flat().flatMap(namesOf);
  return issue.code === "invalid_value" ? issue.values.map(String) : [];
}

/** What was expected at the place of an issue. */
function expectation(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return KINDS[issue.expected] ?? issue.message;
    case "invalid_value":
      return alternatives(namesOf(issue));
    case "invalid_union":
      return alternatives(
        issue.errors.flat().filter(({ path }) => path.length === 0).flatMap((inner) =>
          inner.code === "invalid_value" ? namesOf(inner) : [expectation(inner)]
        ),
      );
    case "too_big":
      return `at most ${issue.maximum} ${issue.origin === "string" ? "characters" : "items"}`;
    case "too_small":
      return issue.origin === "string" ? "some text" : "at least one item";
    default:
      return issue.message;
  }
}

/** The value at `place` as `shape` types it; `undefined`, and a problem for each issue, if it doesn't fit. */
export function checkShape<Shape extends z.ZodType>(
  shape: Shape,
  place: Place,
  value: unknown,
  problems: Problems,
): z.infer<Shape> | undefined {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const check = new ShapeCheck(shape, place, value, problems);
  for (const issue of result.error.issues) check.report(issue);
  return undefined;
}
