import type { Exemplar } from "../../aggregate/exemplar.ts";
import { hexOf } from "../../host/hex.ts";
import type { Label } from "./label.ts";
import type { Naming } from "./naming.ts";

/** The labels of an exemplar: the ids of trace and span alone, 63 characters of the 128 that they may have. */
export function exemplarLabels({ traceId, spanId }: Exemplar, naming: Naming): Label[] {
  const ids = [["trace_id", traceId], ["span_id", spanId]] as const;
  return ids.map(([key, id]) => ({
    key,
    name: naming.label(key),
    value: id === undefined ? "" : hexOf(id),
  }));
}
