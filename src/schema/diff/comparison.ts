import type { Deprecated, Stability } from "../model.ts";
import { leastSettled } from "../stability.ts";
import type { Change, ChangeKind, DefinitionKind, Part } from "./change.ts";

/** What says how much may change. */
export interface Judged {
  readonly stability: Stability;
  readonly deprecated?: Deprecated;
}

/** A difference, before it is judged. */
interface Difference {
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly note?: string | undefined;
  readonly isBreaking: boolean;
}

/** A part, and by what its changes are judged, besides the definition that it is a part of. */
export interface JudgedPart {
  readonly part: Part;
  readonly judged: Judged;
}

/** The changes of one definition. */
export class Comparison {
  readonly of: DefinitionKind;
  readonly name: string;
  readonly #judged: Judged;
  readonly changes: Change[] = [];

  /** @param judged The definition as it was; as it is, if it is new. */
  constructor(of: DefinitionKind, name: string, judged: Judged) {
    [this.of, this.name, this.#judged] = [of, name, judged];
  }

  /** Adds a change of the definition, or of one of its parts, which promises no more than the less settled of the two. */
  add(kind: ChangeKind, { before, after, note, isBreaking }: Difference, of?: JudgedPart): void {
    const judges = of === undefined ? [this.#judged] : [this.#judged, of.judged];
    const stability = leastSettled(judges.map((judge) => judge.stability));
    const isPromised = stability === "stable" && judges.every(({ deprecated }) => deprecated === undefined);
    this.changes.push({
      kind,
      of: this.of,
      name: this.name,
      ...(of === undefined ? {} : { part: of.part }),
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      ...(note === undefined ? {} : { note }),
      stability,
      isBreaking,
      isFailing: isBreaking && isPromised,
    });
  }

  /** Adds a change if two texts differ. */
  text(kind: ChangeKind, before: string, after: string, isBreaking: boolean, of?: JudgedPart): void {
    if (before !== after) this.add(kind, { before, after, isBreaking }, of);
  }

  /** Compares how settled something is, and whether it is still to be used. */
  lifecycle(old: Judged, next: Judged, part?: Part): void {
    const of = part === undefined ? undefined : { part, judged: old };
    const [before, after] = [old.deprecated, next.deprecated];
    if (after === undefined) {
      if (before !== undefined) this.add("undeprecated", { before: before.reason, isBreaking: false }, of);
    } else if (before?.reason !== after.reason || before.renamedTo !== after.renamedTo) {
      const { reason, renamedTo, note } = after;
      const kind = reason === "renamed" ? "renamed" : "deprecated";
      this.add(kind, { after: renamedTo ?? reason, note, isBreaking: false }, of);
    }
    // From stable, the only way is down.
    this.text("stability", old.stability, next.stability, old.stability === "stable", of);
  }
}
