import { jsonOf } from "./message_json.ts";

/** How a request is written (OTLP specification, "OTLP/HTTP"). */
export type OtlpProtocol = "http/protobuf" | "http/json";

/** All of them. */
export const OTLP_PROTOCOLS: readonly OtlpProtocol[] = ["http/protobuf", "http/json"];

/** How a request is compressed. */
export type OtlpCompression = "gzip" | "none";

/** All of them. */
export const OTLP_COMPRESSIONS: readonly OtlpCompression[] = ["gzip", "none"];

/** The most bytes of a request, before and after compression (OTLP specification, "OTLP/HTTP Request"). */
export const REQUEST_LIMIT = 64 * 1024 * 1024;

/** How much longer a request of OTLP/JSON is. */
const JSON_GROWTH = 4;

const encoder = new TextEncoder();

/** The most bytes of a message whose request is to have `bytes` at most: about as many, in JSON. */
export function messageLimit(bytes: number, protocol: OtlpProtocol): number {
  return protocol === "http/json" ? bytes / JSON_GROWTH : bytes;
}

/** The media type of a protocol's requests and answers. */
export function contentType(protocol: OtlpProtocol): string {
  return protocol === "http/json" ? "application/json" : "application/x-protobuf";
}

/**
 * The body of a request: of protocol buffers that aren't compressed, the encoded `ExportMetricsServiceRequest` itself.
 *
 * @throws {RangeError} if it is larger than {@linkcode REQUEST_LIMIT}.
 */
export async function requestBody(
  message: Uint8Array<ArrayBuffer>,
  protocol: OtlpProtocol,
  compression: OtlpCompression,
): Promise<Uint8Array<ArrayBuffer>> {
  const body = protocol === "http/json"
    ? encoder.encode(JSON.stringify(jsonOf("ExportMetricsServiceRequest", message)))
    : message;
  checkSize(body.length);
  if (compression === "none") return body;
  const compressed = await gzip(body);
  checkSize(compressed.length);
  return compressed;
}

function checkSize(bytes: number): void {
  if (bytes <= REQUEST_LIMIT) return;
  throw new RangeError(`the request has ${bytes} bytes: OTLP allows ${REQUEST_LIMIT}`);
}

async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
