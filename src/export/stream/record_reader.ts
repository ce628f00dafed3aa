import { MalformedMessageError } from "../otlp/message_reader.ts";
import { crc32 } from "./checksum.ts";
import { CHECKSUM_BYTES, MAGIC, VERSION } from "./format.ts";
import { Message } from "./message.ts";
import { StreamError } from "./stream_error.ts";
import * as tags from "./wire_tags.gen.ts";

/** A record whose bytes are as they were written. */
export interface StreamRecord {
  /** Where it begins in the stream, with its length, and where it ends. */
  readonly offset: number;
  readonly end: number;
  /** Whether the stream begins anew with it. */
  readonly begins: boolean;
  readonly definitions: Uint8Array | undefined;
  readonly window: Uint8Array | undefined;
  /** Whether the window takes the place of the one before. */
  readonly supersedes: boolean;
}

/** Bytes that a record's length takes at most. */
const LENGTH_BYTES = 5;

/** Cuts a stream into its records. @throws {StreamError} at the first one that isn't whole. */
export async function* readRecords(
  stream: AsyncIterable<Uint8Array>,
  limit: number,
): AsyncGenerator<StreamRecord, void> {
  let buffer = new Uint8Array(4096), begin = 0, end = 0, offset = 0;
  let checksum: number | undefined;
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError("a stream of percore is one of Uint8Array");
    buffer.copyWithin(0, begin, end);
    end -= begin;
    begin = 0;
    if (end + chunk.length > buffer.length) buffer = extended(buffer, end + chunk.length);
    buffer.set(chunk, end);
    end += chunk.length;
    for (;;) {
      const length = lengthOf(buffer.subarray(begin, end), offset, limit);
      if (length === undefined || end - begin < length.own + length.record) break;
      const first = begin + length.own, last = first + length.record;
      // A copy: the buffer is used for what follows.
      const record = read(buffer.slice(first, last), offset, offset + last - begin, checksum);
      checksum = record.checksum;
      offset = record.end;
      begin = last;
      yield record;
    }
  }
  if (end > begin) throw new StreamError(offset, "it ends within a record");
}

function extended(buffer: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(length, 2 * buffer.length));
  larger.set(buffer);
  return larger;
}

/** The length of the record that the bytes begin with, and that of the length itself; nothing if it is cut off. */
function lengthOf(bytes: Uint8Array, offset: number, limit: number) {
  let record = 0;
  for (let own = 0; own < LENGTH_BYTES; own++) {
    const byte = bytes[own];
    if (byte === undefined) return undefined;
    record += (byte & 0x7f) * 0x80 ** own;
    if (byte >= 0x80) continue;
    if (record <= limit) return { own: own + 1, record };
    break;
  }
  throw new StreamError(
    offset,
    `a record would have more than ${limit} bytes, or this is no stream of percore`,
  );
}

/** `before` is the checksum of the record before, if there is one. */
function read(
  bytes: Uint8Array,
  offset: number,
  end: number,
  before: number | undefined,
): StreamRecord & { readonly checksum: number } {
  const begins = bytes[0] === tags.Record.header, body = bytes.subarray(0, -CHECKSUM_BYTES);
  if (before === undefined && !begins) {
    throw new StreamError(offset, "it doesn't begin with a header: this is no stream of percore");
  }
  const checksum = crc32(body, begins ? 0 : before);
  if (
    bytes.length < CHECKSUM_BYTES || bytes[body.length] !== tags.Record.checksum || said(bytes) !== checksum
  ) {
    throw new StreamError(offset, "a record has another checksum than its bytes, or those before it");
  }
  try {
    const message = new Message(body), window = message.bytes(tags.Record.window);
    if (begins) checkHeader(message.bytes(tags.Record.header));
    return {
      offset,
      end,
      begins,
      checksum,
      definitions: message.bytes(tags.Record.definitions),
      window,
      supersedes: window !== undefined && new Message(window).flag(tags.Window.supersedes),
    };
  } catch (error) {
    throw streamError(offset, error);
  }
}

function said(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true);
}

function checkHeader(bytes: Uint8Array | undefined): void {
  const header = new Message(bytes ?? new Uint8Array());
  if (header.text(tags.Header.magic) !== MAGIC) {
    throw new MalformedMessageError("this is no stream of percore");
  }
  const version = header.number(tags.Header.version);
  if (version === 0 || version > VERSION) {
    throw new MalformedMessageError(
      `it has version ${version} of the format, and this percore reads ${VERSION}: a later percore is needed`,
    );
  }
}

/** What was thrown while a record was read, with the record's place. */
export function streamError(offset: number, error: unknown): StreamError {
  if (error instanceof StreamError) return error;
  return new StreamError(offset, error instanceof Error ? error.message : String(error), { cause: error });
}
