import { attributeValue } from "../../set/attribute_value.ts";
import type { AttributeDescriptor } from "../../set/descriptor.ts";
import { joinLabels, type Label, labelName, labelsText, labelText, labelValue, listed } from "./label.ts";

/** What stands between the braces of a set's series. Each label is made once, however many series have it. */
export class LabelTexts {
  /** By measurement attribute and index of its value. */
  readonly #measured: readonly (readonly Label[])[];
  readonly #measuredTexts: readonly (readonly string[])[];
  readonly #fixed: readonly Label[];
  readonly #fixedText: string;
  /** Whether several labels have one name, so that each series needs a look at the values. */
  readonly #joined: boolean;

  /**
   * @param radix How many values each measurement attribute has.
   * @param fixed The labels that all series of the set have.
   * @param name The name that a label gets.
   */
  constructor(
    measurement: readonly AttributeDescriptor[],
    radix: readonly number[],
    fixed: readonly Label[],
    name: (name: string) => string,
  ) {
    this.#measured = measurement.map((attribute, i) => {
      const { key } = attribute, own = name(labelName(key));
      return Array.from({ length: radix[i] ?? 0 }, (_, index): Label => {
        return { key, name: own, value: labelValue(attributeValue(attribute, index)) };
      });
    });
    this.#measuredTexts = this.#measured.map((labels) => labels.map(labelText));
    this.#fixed = fixed.map((given) => ({ ...given, name: name(given.name) }));
    this.#fixedText = labelsText(this.#fixed);
    const names = [...this.#measured.map(([first]) => first?.name), ...this.#fixed.map(({ name }) => name)];
    this.#joined = new Set(names).size < names.length;
  }

  /** The text for these indices of the measurement attributes' values. */
  at(indices: readonly number[]): string {
    if (this.#joined) {
      const measured = this.#measured.flatMap((labels, i) => labels[indices[i] ?? 0] ?? []);
      return labelsText(joinLabels([...measured, ...this.#fixed]));
    }
    return this.#measuredTexts.reduceRight(
      (text, texts, i) => listed(texts[indices[i] ?? 0] ?? "", text),
      this.#fixedText,
    );
  }
}
