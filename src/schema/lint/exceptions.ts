import { annotationAt } from "../annotations.ts";
import { type Code, CODES } from "../codes.ts";
import type { Problems } from "../diagnostic.ts";
import { Place } from "../document.ts";
import type {
  Attribute,
  AttributeGroup,
  Definition,
  Entity,
  MetricField,
  MetricSet,
  Schema,
  SchemaFile,
  Signal,
  UsedAttribute,
} from "../model.ts";
import { declaredSets } from "../offered.ts";
import { quote } from "../printable.ts";
import { valueIn } from "../written.ts";
import type { Annotated } from "./subjects.ts";

/** A check of Weaver's that a lint follows: registries silence it under its own name. */
export interface Policy {
  readonly package: "naming_conventions" | "stability";
  readonly id: string;
}

/** The codes of lints; other warnings come from reading, and can't be silenced. */
const LINT_CODES: ReadonlySet<unknown> = new Set(Object.keys(CODES).filter((code) => /^PC1[5-9]/.test(code)));

function isLint(code: unknown): code is Code {
  return LINT_CODES.has(code);
}

/** What stands under `annotations.percore.allow`. */
function allowOf({ annotations }: Annotated): unknown {
  return annotationAt(annotations, "percore", "allow");
}

function itemsOf(annotated: Annotated): readonly unknown[] {
  const allow = allowOf(annotated);
  return Array.isArray(allow) ? allow : [];
}

/** Whether annotations silence a check of Weaver's: `annotations.<package>.policy_exceptions`. */
function hasPolicyException({ annotations }: Annotated, policy: Policy): boolean {
  const exceptions = annotationAt(annotations, policy.package, "policy_exceptions");
  return Array.isArray(exceptions) && exceptions.includes(policy.id);
}

/** Which lints a schema's definitions are excepted from, and which of these exceptions were of use. */
export class Exceptions {
  readonly #used = new Set<unknown>();

  /** Whether one of a lint's owners silences it. */
  silence(code: Code, owners: readonly Annotated[], policies: readonly Policy[]): boolean {
    let isSilent = false;
    for (const owner of owners) {
      isSilent ||= policies.some((policy) => hasPolicyException(owner, policy));
      for (const item of itemsOf(owner)) {
        if (valueIn(item, "code") !== code) continue;
        this.#used.add(item);
        isSilent = true;
      }
    }
    return isSilent;
  }

  /** Reports the exceptions that have silenced nothing. */
  reportUnused(schema: Schema, problems: Problems): void {
    for (const { item, place } of writtenItems(schema.files)) {
      const code = valueIn(item, "code");
      if (this.#used.has(item) || !isLint(code)) continue;
      problems.add("PC190", place, `there is no ${code} here that it would silence`, {
        expected: "no such item",
      });
    }
  }
}

/**
 * Reports exceptions that can't be meant: without the code of a lint, or without a reason. An error: who reads the schema
 * has to see why a rule doesn't count.
 */
export function checkExceptions(files: readonly SchemaFile[], problems: Problems): void {
  const expected = "a list of {code: PC1…, reason: …}";
  for (const { annotated, place } of annotatedOf(files)) {
    const allow = allowOf(annotated);
    if (allow === undefined || Array.isArray(allow)) continue;
    problems.add("PC127", place.at("annotations", "percore", "allow"), `"allow" is no list`, { expected });
  }
  for (const { item, place } of writtenItems(files)) {
    const code = valueIn(item, "code"), reason = valueIn(item, "reason");
    if (!isLint(code)) {
      const message = typeof code === "string" ? `${quote(code)} is no lint` : "an exception without a code";
      problems.add("PC127", place, message, { expected: "the code of a lint, such as PC166" });
    } else if (typeof reason !== "string" || reason.trim() === "") {
      problems.add("PC127", place, `an exception from ${code} without a reason`, { expected: `reason: "…"` });
    }
  }
}

/** Each item of an exception list, once, where it is written. */
function* writtenItems(
  files: readonly SchemaFile[],
): Iterable<{ readonly item: unknown; readonly place: Place }> {
  // What a reference doesn't say for itself, it has from the definition.
  const seen = new Set<unknown>(
    files.filter(({ isForeign }) => isForeign).flatMap(({ attributes }) => attributes.flatMap(itemsOf)),
  );
  for (const { annotated, place } of annotatedOf(files)) {
    for (const [index, item] of itemsOf(annotated).entries()) {
      if (seen.has(item)) continue;
      if (typeof item === "object") seen.add(item);
      yield { item, place: place.at("annotations", "percore", "allow", index) };
    }
  }
}

/** What has annotations, and where it stands. */
interface AnnotatedPlace {
  readonly annotated: Annotated;
  readonly place: Place;
}

/** All that may have annotations in a schema's own files: definitions of attributes before what refers to them. */
function annotatedOf(files: readonly SchemaFile[]): readonly AnnotatedPlace[] {
  const own = files.filter(({ isForeign }) => !isForeign);
  return [
    ...own.flatMap(({ attributes }) => attributes.flatMap(inAttribute)),
    ...own.flatMap((file) => {
      const inFile = usersIn(file).flatMap((user) => [user, ...usedBy(user)]).map(placed);
      // A file has no place of its own, but what it defines has.
      const document = (file.attributes[0] ?? inFile[0])?.place.document;
      return document === undefined
        ? inFile
        : [{ annotated: file, place: new Place(document, []) }, ...inFile];
    }),
  ];
}

function placed(annotated: Definition): AnnotatedPlace {
  return { annotated, place: annotated.place };
}

function inAttribute(attribute: Attribute): readonly AnnotatedPlace[] {
  const { type, place } = attribute;
  const members = typeof type === "string" ? [] : type.members;
  return [
    placed(attribute),
    ...members.map((annotated, index) => ({ annotated, place: place.at("type", "members", index) })),
  ];
}

type User = AttributeGroup | Signal | Entity | MetricSet | MetricField;

/** What refers to attributes in a file, and the metrics of its sets. */
function usersIn(file: SchemaFile): readonly User[] {
  const { metrics, events, spans, entities } = file.refinements;
  return [
    ...file.attributeGroups,
    ...[...file.entities, ...entities],
    ...[...file.metrics, ...file.events, ...file.spans, ...metrics, ...events, ...spans],
    ...declaredSets(file).flatMap((set) => [set, ...set.metrics]),
  ];
}

function usedBy(user: User): readonly UsedAttribute[] {
  if ("identity" in user) return [...user.identity, ...user.description];
  if ("registration" in user) return [...user.registration, ...user.measurement];
  return "attributes" in user ? user.attributes : [];
}
