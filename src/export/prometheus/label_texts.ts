import type { MeasuredAttribute } from "../../aggregate/collection.ts";
import { joinLabels, type Label, label, labelsText, listed } from "./label.ts";

/** What stands between the braces of a set's series. */
export class LabelTexts {
  readonly #fixed: readonly Label[];
  readonly #fixedText: string;
  readonly #names: ReadonlySet<string>;
  readonly #rename: (name: string) => string;

  /**
   * @param fixed The labels that all series of the set have.
   * @param rename The name that a label gets.
   */
  constructor(fixed: readonly Label[], rename: (name: string) => string) {
    this.#rename = rename;
    this.#fixed = fixed.map((given) => ({ ...given, name: rename(given.name) }));
    this.#fixedText = labelsText(this.#fixed);
    this.#names = new Set(this.#fixed.map(({ name }) => name));
  }

  /** The text for these attributes. */
  at(measured: readonly MeasuredAttribute[]): string {
    const labels = measured.map(({ attribute, value }): Label => {
      const own = label(attribute.key, value);
      return { ...own, name: this.#rename(own.name) };
    });
    const names = new Set([...this.#names, ...labels.map(({ name }) => name)]);
    const distinct = names.size === this.#fixed.length + labels.length;
    return distinct
      ? listed(labelsText(labels), this.#fixedText)
      : labelsText(joinLabels([...labels, ...this.#fixed]));
  }
}
