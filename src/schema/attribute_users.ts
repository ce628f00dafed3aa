import { mergeAnnotations } from "./annotations.ts";
import type { DeclaredReference, DeclaredUser } from "./declared.ts";
import type { Problems } from "./diagnostic.ts";
import type { Place } from "./document.ts";
import type { UsedAttribute } from "./model.ts";
import type { NameTable } from "./name_table.ts";
import { quote } from "./printable.ts";
import type { UseLimit } from "./use_limit.ts";

/** References to attributes, by key, in the order of their first mention. */
export type References = ReadonlyMap<string, DeclaredReference>;

/** Something that has attributes, and that others may take them from. */
export interface AttributeSource {
  /** What it is: `attribute group`. */
  readonly kind: string;
  readonly name: string;
  /** The id of the group that it extends, in version 1. */
  readonly extends?: string | undefined;
  /** Its attributes, when they are asked for: what it takes them from may stand in another file. */
  readonly references: () => References;
}

/** A reference over another one to the same attribute: what it says goes before. */
function over(base: DeclaredReference | undefined, reference: DeclaredReference): DeclaredReference {
  if (base === undefined) return reference;
  const [below, above] = [base.annotations, reference.annotations];
  return {
    ...base,
    ...reference,
    ...(below === undefined || above === undefined ? {} : { annotations: mergeAnnotations(below, above) }),
  };
}

/** Attributes that are resolved already, as references that say all there is. */
export function referencesTo(attributes: readonly UsedAttribute[]): References {
  return new Map(attributes.map(({ key, type: _type, definition, ...said }) => [
    key,
    // A note that a reference has taken away doesn't come back.
    { ...(definition.note === undefined ? {} : { note: "" }), ...said, ref: key },
  ]));
}

/** Registries have about five groups that take attributes from each other in a row. The limit keeps them off the stack's end. */
const DEEPEST = 100;

/** Gives the lists of attributes that files declare their items. */
export class AttributeLists {
  readonly #groups: NameTable<AttributeSource>;
  readonly #extended: NameTable<AttributeSource>;
  readonly #problems: Problems;
  readonly #limit: UseLimit;
  /** What was reported as too deep: a definition may have several sources. */
  readonly #tooDeep = new Set<Place>();
  /** How many lists are being made, each for the one before it. */
  #nesting = 0;
  /** The longest row of lists below the one that is being made. */
  #depth = 0;

  /**
   * @param groups Attribute groups, by id.
   * @param extended What `extends` of version 1 can name, by id.
   * @param limit How many attributes there may be in all lists.
   */
  constructor(
    groups: NameTable<AttributeSource>,
    extended: NameTable<AttributeSource>,
    limit: UseLimit,
    problems: Problems,
  ) {
    this.#groups = groups;
    this.#extended = extended;
    this.#limit = limit;
    this.#problems = problems;
  }

  /**
   * What a declaration takes its attributes from, as a source for others. They are looked up once.
   *
   * @param inherited Those of what it refines.
   */
  source(kind: string, name: string, user: DeclaredUser, inherited?: () => References): AttributeSource {
    let references: References | "in work" | undefined;
    let depth = 0;
    return {
      kind,
      name,
      extends: user.extends?.id,
      references: () => {
        if (references === "in work") {
          const message = `the ${kind} ${quote(name)} takes attributes from itself, through others`;
          this.#problems.add("PC116", user.place, message, { expected: "groups that don't lead back to it" });
          return new Map();
        }
        if (references === undefined) {
          references = "in work";
          [references, depth] = this.#measured(() => this.#list(user, inherited?.() ?? new Map()));
          if (depth > DEEPEST) {
            this.#reportDepth(kind, name, user.place);
            [references, depth] = [new Map(), 0];
          }
          if (!this.#limit.take(references.size, user.place)) references = new Map();
        }
        this.#depth = Math.max(this.#depth, depth);
        return references;
      },
    };
  }

  #reportDepth(kind: string, name: string, place: Place): void {
    if (this.#tooDeep.has(place)) return;
    this.#tooDeep.add(place);
    const message = `the ${kind} ${quote(name)} takes attributes from more than ${DEEPEST} groups in a row`;
    this.#problems.add("PC102", place, message, { expected: "fewer groups" });
  }

  /** A list, and how many others were made for it in a row, as far as the limit allows. */
  #measured(list: () => References): readonly [references: References, depth: number] {
    if (this.#nesting > DEEPEST) return [new Map(), DEEPEST + 1];
    const outer = this.#depth;
    this.#depth = 0;
    this.#nesting++;
    const references = list();
    this.#nesting--;
    const depth = this.#depth + 1;
    this.#depth = outer;
    return [references, depth];
  }

  /** Own references go before those of groups, and these before what is inherited. */
  #list(user: DeclaredUser, inherited: References): References {
    if (this.#limit.isExceeded) return new Map();
    const parent = user.extends && this.#extended.resolve(user.extends.id, user.extends.place);
    const below = new Map([...inherited, ...parent?.references() ?? []]);
    const own = new Map<string, DeclaredReference>();
    const ofGroups = new Map<string, { readonly group: string; readonly reference: DeclaredReference }>();
    const keys = new Set(below.keys());
    for (const use of user.uses) {
      if (!("group" in use)) {
        keys.add(use.ref);
        own.set(use.ref, over(own.get(use.ref), use));
        continue;
      }
      const { group, place } = use;
      const at = place.at("ref_group");
      for (const [key, reference] of this.#groups.resolve(group, at)?.references() ?? []) {
        const first = ofGroups.get(key);
        if (first !== undefined) {
          const message = `the attribute ${quote(key)} is in two groups, ${quote(first.group)} and ${
            quote(group)
          }`;
          this.#problems.add("PC111", at, message, { expected: "each attribute in one of them" });
        }
        keys.add(key);
        ofGroups.set(key, { group, reference });
      }
    }
    const references = new Map<string, DeclaredReference>();
    for (const key of keys) {
      const layers = [below.get(key), ofGroups.get(key)?.reference, own.get(key)];
      const reference = layers.reduce(
        (base, layer) => layer === undefined ? base : over(base, layer),
        undefined,
      );
      if (reference !== undefined) references.set(key, reference);
    }
    return references;
  }
}
