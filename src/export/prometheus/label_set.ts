import type { MeasuredAttribute } from "../../aggregate/collection.ts";
import { joinLabels, type Label, label, labelsText, listed } from "./label.ts";
import type { Naming } from "./naming.ts";

/** The labels of a set's series. */
export class LabelSet {
  readonly #fixed: readonly Label[];
  readonly #fixedText: string;
  readonly #names: ReadonlySet<string>;
  readonly #own: string | undefined;
  readonly #naming: Naming;

  /**
   * @param fixed The labels that all series of the set have.
   * @param own A label that the format gives to the series itself. An attribute of that name becomes `exported_`
   * and the name, as the Prometheus server does with labels that it needs itself.
   */
  constructor(fixed: readonly Label[], own: string | undefined, naming: Naming) {
    this.#own = own;
    this.#naming = naming;
    this.#fixed = fixed.map((given) => this.#beside(given));
    this.#fixedText = labelsText(this.#fixed);
    this.#names = new Set(this.#fixed.map(({ name }) => name));
  }

  /** What stands between the braces for these attributes. */
  text(measured: readonly MeasuredAttribute[]): string {
    const labels = this.#measured(measured);
    const names = new Set([...this.#names, ...labels.map(({ name }) => name)]);
    const distinct = names.size === this.#fixed.length + labels.length;
    return distinct
      ? listed(labelsText(labels), this.#fixedText)
      : labelsText(joinLabels([...labels, ...this.#fixed]));
  }

  /** One label for each name, for these attributes. Allocates. */
  list(measured: readonly MeasuredAttribute[]): Label[] {
    return joinLabels([...this.#measured(measured), ...this.#fixed]);
  }

  #measured(measured: readonly MeasuredAttribute[]): Label[] {
    return measured.map(({ attribute, value }) =>
      this.#beside(label(attribute.key, value, this.#naming.label))
    );
  }

  #beside(given: Label): Label {
    return given.name === this.#own
      ? { ...given, name: this.#naming.label(`exported_${given.name}`) }
      : given;
  }
}
