import type { Exemplar } from "../../aggregate/exemplar.ts";
import type { BackwardWriter } from "../otlp/backward_writer.ts";
import { exemplarLabels } from "./exemplar_labels.ts";
import type { Naming } from "./naming.ts";
import { writeLabels } from "./protobuf_labels.ts";
import { writeTimestamp } from "./timestamp.ts";
import { Exemplar as Tags } from "./wire_tags.gen.ts";

/** Writes a field that holds an exemplar, if there is one. */
export function writeExemplar(
  writer: BackwardWriter,
  tag: number,
  exemplar: Exemplar | undefined,
  naming: Naming,
): void {
  if (exemplar === undefined) return;
  writer.message(tag, () => {
    writer.message(Tags.timestamp, () => writeTimestamp(writer, exemplar.time));
    writer.double(exemplar.value);
    writer.varint(Tags.value);
    writeLabels(writer, Tags.label, exemplarLabels(exemplar, naming));
  });
}
