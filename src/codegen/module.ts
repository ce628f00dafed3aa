import { compare } from "../schema/mod.ts";
import { LINE_WIDTH, stringLiteral } from "./literal.ts";

/** The names that a module imports from another one, and whether each is a type. */
type Imports = Map<string, "type" | "value">;

function importStatement(from: string, imports: Imports): string {
  const onlyTypes = [...imports.values()].every((kind) => kind === "type");
  const names = [...imports.keys()].toSorted((a, b) =>
    compare(a.toLowerCase(), b.toLowerCase()) || compare(a, b)
  )
    .map((name) => !onlyTypes && imports.get(name) === "type" ? `type ${name}` : name);
  const lead = onlyTypes ? "import type" : "import";
  const line = `${lead} { ${names.join(", ")} } from ${stringLiteral(from)};\n`;
  if (line.length - 1 <= LINE_WIDTH) return line;
  return `${lead} {\n${names.map((name) => `  ${name},\n`).join("")}} from ${stringLiteral(from)};\n`;
}

/** The text of a module that imports what its parts use, and nothing else. */
export class Module {
  readonly #library: string;
  readonly #imports = new Map<string, Imports>();
  readonly #parts: string[] = [];

  /** @param library What the module imports the library as. */
  constructor(library: string) {
    this.#library = library;
  }

  /** Adds a top-level part, which ends with a line's end. */
  add(part: string): void {
    this.#parts.push(part);
  }

  /** A value, of the library or of another module. */
  value(name: string, from: string = this.#library): string {
    return this.#import(name, "value", from);
  }

  /** A type, of the library or of another module. */
  type(name: string, from: string = this.#library): string {
    return this.#import(name, "type", from);
  }

  toString(): string {
    const statements = [...this.#imports].toSorted(([a], [b]) => compare(a, b))
      .map(([from, imports]) => importStatement(from, imports));
    return [...statements.length > 0 ? [statements.join("")] : [], ...this.#parts].join("\n");
  }

  #import(name: string, kind: "type" | "value", from: string): string {
    const imports: Imports = this.#imports.get(from) ?? new Map();
    this.#imports.set(from, imports.set(name, kind));
    return name;
  }
}
