import { MalformedMessageError, readFields, textOf, type Varint } from "./message_reader.ts";
import { ExportMetricsPartialSuccess, ExportMetricsServiceResponse, Status } from "./wire_tags.gen.ts";

/** What a backend says of a request that it took: an `ExportMetricsServiceResponse`. */
export interface ServiceResponse {
  /** How many data points it refused. */
  readonly rejected: number;
  /** Why, or a warning; empty when it has nothing to say. */
  readonly message: string;
}

/** How answers of one media type are read. Throws for what isn't of that type. */
export interface AnswerReader {
  /** Of a request that was taken. */
  response(body: Uint8Array): ServiceResponse;
  /** The message of a `google.rpc.Status`, of a request that wasn't. */
  statusMessage(body: Uint8Array): string;
}

/** Of protocol buffers. */
export const protobufAnswers: AnswerReader = {
  response(body) {
    let rejected = 0, message = "";
    for (const [tag, value] of readFields(body)) {
      if (tag !== ExportMetricsServiceResponse.partialSuccess || !(value instanceof Uint8Array)) continue;
      for (const [tag, part] of readFields(value)) {
        if (tag === ExportMetricsPartialSuccess.rejectedDataPoints) rejected = int64Of(part);
        if (tag === ExportMetricsPartialSuccess.errorMessage) message = textOf(part);
      }
    }
    return { rejected, message };
  },
  statusMessage(body) {
    let message = "";
    for (const [tag, value] of readFields(body)) if (tag === Status.message) message = textOf(value);
    return message;
  },
};

const json: AnswerReader = {
  response(body) {
    const partialSuccess = member(parse(body), "partialSuccess") ?? {};
    // An int64 is a string in JSON; a number is accepted.
    const rejected = Number(member(partialSuccess, "rejectedDataPoints") ?? 0);
    if (!Number.isInteger(rejected)) throw new MalformedMessageError("rejectedDataPoints is no int64");
    return { rejected, message: textMember(partialSuccess, "errorMessage") };
  },
  statusMessage: (body) => textMember(parse(body), "message"),
};

/** By the media types of OTLP/HTTP; other answers have no message of OTLP. */
export const ANSWER_READERS: ReadonlyMap<string, AnswerReader> = new Map([
  ["application/x-protobuf", protobufAnswers],
  ["application/json", json],
]);

/** A varint of two's complement. */
function int64Of(value: Varint | Uint8Array): number {
  return typeof value === "bigint" ? Number(BigInt.asIntN(64, value)) : Number(value);
}

function parse(body: Uint8Array): unknown {
  // No body is an empty message, as it is in protocol buffers.
  return body.length === 0 ? {} : JSON.parse(textOf(body));
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) throw new MalformedMessageError("expected an object");
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}

function textMember(value: unknown, name: string): string {
  const text = member(value, name);
  return typeof text === "string" ? text : "";
}
