import type { BackwardWriter } from "../otlp/backward_writer.ts";
import type { Label } from "./label.ts";
import { LabelPair } from "./wire_tags.gen.ts";

/** Writes a repeated field of `LabelPair`. A label without a value, which to Prometheus is the same as none, is left out. */
export function writeLabels(writer: BackwardWriter, tag: number, labels: readonly Label[]): void {
  for (let i = labels.length - 1; i >= 0; i--) {
    const { name = "", value = "" } = labels[i] ?? {};
    if (value === "") continue;
    const end = writer.length;
    writer.text(LabelPair.value, value);
    writer.text(LabelPair.name, name);
    writer.close(tag, end);
  }
}
