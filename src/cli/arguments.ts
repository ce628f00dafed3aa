import { nearest } from "../schema/nearest.ts";
import { UsageError } from "./command.ts";

/** The options that a command has: those that stand alone, and those that have a value, once or several times. */
export type OptionKinds = Readonly<Record<string, "flag" | "text" | "texts">>;

/** What was typed behind a command's name, by `--name`, `--name value` and `--name=value`. */
export class Arguments {
  readonly positionals: readonly string[];
  readonly #values = new Map<string, string[]>();

  /** @throws {UsageError} for an option that the command doesn't have, or one without its value. */
  constructor(args: readonly string[], kinds: OptionKinds) {
    const positionals: string[] = [], rest = [...args];
    for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
      if (arg === "--") break;
      if (arg.startsWith("--")) this.#take(arg, rest, kinds);
      else positionals.push(arg);
    }
    this.positionals = [...positionals, ...rest];
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  text(name: string): string | undefined {
    return this.texts(name).at(-1);
  }

  texts(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  #take(arg: string, rest: string[], kinds: OptionKinds): void {
    const [, name = "", given] = /^--([^=]*)(?:=(.*))?$/s.exec(arg) ?? [];
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined) {
      const other = nearest(name, Object.keys(kinds));
      throw new UsageError(`there is no option --${name}${other === undefined ? "" : `: --${other}?`}`);
    }
    if (kind === "flag" && given !== undefined) throw new UsageError(`--${name} takes no value`);
    const value = kind === "flag" ? "" : given ?? rest.shift();
    if (value === undefined) throw new UsageError(`--${name} needs a value behind it`);
    const before = this.texts(name);
    if (kind === "text" && before.length > 0) throw new UsageError(`--${name} is there twice`);
    this.#values.set(name, [...before, value]);
  }
}
