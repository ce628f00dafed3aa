import type { ExportResult } from "../../aggregate/exporter.ts";
import { readFields, textOf } from "./message_reader.ts";
import { ExportMetricsPartialSuccess, ExportMetricsServiceResponse, Status } from "./wire_tags.gen.ts";

/** The most of an answer that is read (OTLP specification, "OTLP/HTTP Response"). */
export const ANSWER_LIMIT = 4 * 1024 * 1024;

const PROTOBUF = "application/x-protobuf";

/** What a backend's answer means. */
export interface Verdict {
  readonly result: ExportResult;
  /** What the backend said, as it is; empty when it said nothing. */
  readonly message: string;
}

/**
 * Reads an answer to an `ExportMetricsServiceRequest` (OTLP specification, "OTLP/HTTP Response"). The status
 * decides: 2xx is success, whatever text comes with it, unless the text claims to be protocol buffers and
 * isn't, or is longer than {@linkcode ANSWER_LIMIT}. Rejects when the connection breaks.
 */
export async function readAnswer(response: Response): Promise<Verdict> {
  const { body, complete } = await readBody(response);
  const type = response.headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  if (!response.ok) return failure(response.status, type === PROTOBUF ? statusMessage(body) : textOf(body));
  if (!complete) return { result: "rejected", message: `the answer is longer than ${ANSWER_LIMIT} bytes` };
  return type === PROTOBUF ? serviceResponse(body) : { result: "success", message: "" };
}

/** These ask the sender to try again later; anything else would be answered the same again. */
const UNAVAILABLE: readonly number[] = [429, 502, 503, 504];

function failure(status: number, text: string): Verdict {
  const result = UNAVAILABLE.includes(status) ? "unavailable" : "rejected";
  return { result, message: text === "" ? `HTTP ${status}` : `HTTP ${status}: ${text}` };
}

function serviceResponse(body: Uint8Array): Verdict {
  let rejected = 0, message = "";
  try {
    for (const [tag, value] of readFields(body)) {
      if (tag !== ExportMetricsServiceResponse.partialSuccess || typeof value === "number") continue;
      for (const [tag, part] of readFields(value)) {
        if (tag === ExportMetricsPartialSuccess.rejectedDataPoints) rejected = Number(part);
        if (tag === ExportMetricsPartialSuccess.errorMessage) message = textOf(part);
      }
    }
  } catch {
    return { result: "rejected", message: "the answer is no ExportMetricsServiceResponse" };
  }
  // Without rejected points the message is a warning.
  if (rejected === 0) return { result: "success", message };
  return { result: "partial_success", message: `${rejected} data points were rejected: ${message}` };
}

function statusMessage(body: Uint8Array): string {
  let message = "";
  try {
    for (const [tag, value] of readFields(body)) if (tag === Status.message) message = textOf(value);
  } catch {
    return "";
  }
  return message;
}

async function readBody(response: Response): Promise<{ body: Uint8Array; complete: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0, complete = true;
  // Leaving the loop cancels the rest.
  for await (const chunk of response.body ?? []) {
    const rest = ANSWER_LIMIT - size;
    chunks.push(chunk.subarray(0, rest));
    size += Math.min(chunk.length, rest);
    if (chunk.length > rest) {
      complete = false;
      break;
    }
  }
  const body = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return { body, complete };
}
