import type { Collection, Resource } from "../../aggregate/collection.ts";
import { BackwardWriter } from "../otlp/backward_writer.ts";
import { Baseline } from "./baseline.ts";
import { changesOf } from "./changes.ts";
import { crc32 } from "./checksum.ts";
import { DefinitionTable } from "./definition_table.ts";
import { CHECKSUM_BYTES, MAGIC, RECORD_LIMIT, VERSION } from "./format.ts";
import { writeWindow } from "./window_writer.ts";
import * as tags from "./wire_tags.gen.ts";

/** Sets, series and values that are defined before a stream begins anew, so that what has ended is forgotten. */
const DEFINITION_LIMIT = 1_000_000;

/** One record. */
export interface EncodedRecord {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** To be called when the record has arrived: what it has isn't written again. */
  commit(): void;
}

/**
 * Encodes one reader's collections as the records of a stream, one after another. What was encoded has to be
 * written, or nothing may be written any more: later records count on its definitions.
 */
export class StreamEncoder {
  readonly #writer = new BackwardWriter();
  #resource: Resource | undefined;
  #definitions: DefinitionTable | undefined;
  #checksum = 0;

  /**
   * The record of a collection's window; `undefined` when nothing has changed. `supersedes` says that it has all that
   * the record before has, which wasn't committed.
   *
   * @throws {RangeError} if the record would be too large; the next one begins the stream anew.
   */
  encode({ resource, sets }: Collection, supersedes: boolean): EncodedRecord | undefined {
    const begins = this.#definitions === undefined || resource !== this.#resource ||
      this.#definitions.size > DEFINITION_LIMIT;
    const definitions = begins ? new DefinitionTable(resource) : this.#definitions;
    // An error leaves nothing behind that a later record could count on.
    this.#definitions = undefined;
    if (definitions === undefined) return undefined;
    const changes = sets.map((points) => changesOf(definitions.setOf(points), points))
      .filter((change) => change !== undefined);
    if (changes.length === 0 && !supersedes) {
      if (!begins) this.#definitions = definitions;
      return undefined;
    }
    const writer = this.#writer;
    writer.clear();
    writer.raw(new Uint8Array(CHECKSUM_BYTES));
    writer.message(tags.Record.window, () => writeWindow(writer, changes, supersedes));
    writer.message(tags.Record.definitions, () => definitions.write(writer));
    if (begins) writer.message(tags.Record.header, () => writeHeader(writer));
    const bytes = this.#finish(begins ? 0 : this.#checksum);
    this.#definitions = definitions;
    this.#resource = resource;
    const committed = changes.map(({ set, points }) => {
      const { start, time, temporality, layout } = points;
      const baseline = temporality === "delta" ? set.baseline : new Baseline(layout, points);
      return () => Object.assign(set, { start, time, baseline });
    });
    return { bytes, commit: () => committed.forEach((commit) => commit()) };
  }

  #finish(before: number): Uint8Array<ArrayBuffer> {
    const record = this.#writer.written, end = record.length - CHECKSUM_BYTES;
    if (record.length > RECORD_LIMIT) {
      throw new RangeError(`the window has ${record.length} bytes: a record may have ${RECORD_LIMIT}`);
    }
    this.#checksum = crc32(record.subarray(0, end), before);
    record[end] = tags.Record.checksum;
    new DataView(record.buffer, record.byteOffset).setUint32(end + 1, this.#checksum, true);
    this.#writer.varint(record.length);
    return this.#writer.finish();
  }
}

function writeHeader(writer: BackwardWriter): void {
  writer.varint(VERSION);
  writer.varint(tags.Header.version);
  writer.text(tags.Header.magic, MAGIC);
}
