import { withArticle } from "./article.ts";
import type { Level } from "./codes.ts";
import type { Problems } from "./diagnostic.ts";
import type { Place } from "./document.ts";
import { quote } from "./printable.ts";

/** What has been defined under one kind of name, in one schema. */
export class NameTable<Definition> {
  readonly #kind: string;
  readonly #problems: Problems;
  readonly #isComplete: boolean;
  /** The tables below, those that are below several others once: looking in them one by one takes no turns twice. */
  readonly #outer: readonly NameTable<Definition>[];
  readonly #entries = new Map<
    string,
    { readonly place: Place; readonly definition: Definition | undefined }
  >();

  /**
   * @param kind What the names belong to, for messages: `attribute`.
   * @param isComplete Whether a name that isn't in the table is defined nowhere.
   * @param outer Where a name is looked up that isn't in the table: what dependencies define.
   */
  constructor(
    kind: string,
    problems: Problems,
    isComplete = true,
    outer: readonly NameTable<Definition>[] = [],
  ) {
    this.#kind = kind;
    this.#problems = problems;
    this.#isComplete = isComplete;
    this.#outer = [...new Set(outer.flatMap((table) => [table, ...table.#outer]))];
  }

  /**
   * Enters a name. A definition that has problems of its own is `undefined`; its name counts all the same.
   *
   * @param level How grave it is when the name was entered before.
   */
  declare(name: unknown, place: Place, definition: Definition | undefined, level: Level = "error"): void {
    if (typeof name !== "string") return;
    const first = this.#entries.get(name);
    if (first === undefined) {
      this.#entries.set(name, { place, definition });
    } else {
      const message = `the ${this.#kind} ${quote(name)} is defined twice`;
      this.#problems.add("PC111", place, message, {
        expected: `another name: the first is at ${first.place}`,
        level,
      });
    }
  }

  has(name: string): boolean {
    return this.#entries.has(name) || this.#outer.some((table) => table.#entries.has(name));
  }

  find(name: string): Definition | undefined {
    const own = this.#entries.get(name);
    if (own !== undefined) return own.definition;
    for (const table of this.#outer) {
      const entry = table.#entries.get(name);
      if (entry !== undefined) return entry.definition;
    }
    return undefined;
  }

  /** All names that a reference could have. */
  *names(): Generator<string> {
    for (const table of [this, ...this.#outer]) yield* table.#entries.keys();
  }

  /** What a reference means; `undefined`, and a problem, if there is no such definition. */
  resolve(name: string, place: Place): Definition | undefined {
    if (!this.has(name) && this.#isComplete) {
      this.#problems.add("PC112", place, `no ${this.#kind} ${quote(name)} is defined`, {
        expected: `the name of ${withArticle(this.#kind)} of this schema`,
        wrong: name,
        names: this.names(),
      });
    }
    return this.find(name);
  }
}
