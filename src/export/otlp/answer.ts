import type { ExportResult } from "../../aggregate/exporter.ts";
import { joined } from "../../host/joined.ts";
import { textOf } from "./message_reader.ts";
import { retryAfterOf } from "./retry_after.ts";
import { ANSWER_READERS, type AnswerReader } from "./service_response.ts";

/** The most of an answer that is read (OTLP specification, "OTLP/HTTP Response"). */
export const ANSWER_LIMIT = 4 * 1024 * 1024;

/** The type of what a login, a proxy or another service may answer with. */
const PAGE = "text/html";

/** What a backend's answer means. */
export interface Verdict {
  readonly result: ExportResult;
  /** What the backend said, as it is; empty when it said nothing. */
  readonly message: string;
  /** How many data points of a request that was taken it refused. */
  readonly refused?: number;
  /** Milliseconds that the backend wants to be left alone. */
  readonly retryAfter?: number;
}

/**
 * Reads an answer to an `ExportMetricsServiceRequest` (OTLP specification, "OTLP/HTTP Response"). The status
 * decides: 2xx is success, whatever text comes with it, unless the text claims to be protocol buffers or JSON and
 * isn't, is a web page, which no OTLP backend answers with, or is longer than {@linkcode ANSWER_LIMIT}, or breaks off: the backend has answered, so that to send the
 * request again could count it twice. Rejects when the signal ends the reading.
 */
export async function readAnswer(response: Response, signal: AbortSignal): Promise<Verdict> {
  let answer;
  try {
    answer = await readBody(response);
  } catch (error) {
    if (signal.aborted) throw error;
    if (!response.ok) return failure(response, "");
    return { result: "rejected", message: "the answer can't be read" };
  }
  const { body, complete } = answer;
  const type = response.headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const reader = ANSWER_READERS.get(type);
  if (!response.ok) return failure(response, reader ? statusMessage(reader, body) : textOf(body));
  if (!complete) return { result: "rejected", message: `the answer is longer than ${ANSWER_LIMIT} bytes` };
  if (type === PAGE && body.length > 0) {
    return { result: "rejected", message: "the answer is a web page: is this the URL of an OTLP backend?" };
  }
  return reader ? taken(reader, body) : { result: "success", message: "" };
}

/** These ask the sender to try again later; anything else would be answered the same again. */
const UNAVAILABLE: readonly number[] = [429, 502, 503, 504];

function failure({ status, headers }: Response, text: string): Verdict {
  const message = text === "" ? `HTTP ${status}` : `HTTP ${status}: ${text}`;
  if (!UNAVAILABLE.includes(status)) return { result: "rejected", message };
  const retryAfter = retryAfterOf(headers, Date.now());
  return { result: "unavailable", message, ...(retryAfter === undefined ? {} : { retryAfter }) };
}

function taken(reader: AnswerReader, body: Uint8Array): Verdict {
  let response;
  try {
    response = reader.response(body);
  } catch {
    return { result: "rejected", message: "the answer is no ExportMetricsServiceResponse" };
  }
  const { rejected, message } = response;
  // Without rejected points the message is a warning.
  if (rejected === 0) return { result: "success", message };
  return {
    result: "partial_success",
    refused: rejected,
    message: `${rejected} data points were rejected: ${message}`,
  };
}

function statusMessage(reader: AnswerReader, body: Uint8Array): string {
  try {
    return reader.statusMessage(body);
  } catch {
    return "";
  }
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
  return { body: joined(chunks), complete };
}
