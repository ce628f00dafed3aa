import { unixNanos } from "../host/clock.ts";
import { warnOnce } from "../host/warn.ts";
import { allocate, arena, LINE_BYTES, NO_SPACE, release } from "../set/arena.ts";
import { blockAt, type BlockPosition, BlockState, BlockWord } from "../set/block.ts";
import { Buckets } from "../set/buckets.ts";
import type { MetricSetDefinition } from "../set/define.ts";
import { EMPTY, type Layout } from "../set/layout.ts";
import { type MetricSet, metricSet } from "../set/metric_set.ts";
import type { RingWriter } from "../transport/ring_writer.ts";
import type { Block } from "./block.ts";
import type { Flusher } from "./flusher.ts";
import { givenAttributes } from "./given_attributes.ts";
import { type RegisteredAttributes, releaseRecord, writeRecord } from "./record.ts";

/** A property that may be left out when there are no values to give. */
export type Given<Key extends string, Values> = keyof Values extends never ? { readonly [K in Key]?: Values }
  : { readonly [K in Key]: Values };

/** What a set is registered with: the values of its registration attributes and of its entity's identity. */
export type Registration<Attributes, Entity> = Given<"attributes", Attributes> & Given<"entity", Entity>;

/** The argument is optional for a set that has neither. */
export type RegistrationArguments<Attributes, Entity> = keyof Attributes | keyof Entity extends never
  ? [registration?: Registration<Attributes, Entity>]
  : [registration: Registration<Attributes, Entity>];

interface Entry extends Block {
  /** Offset of the record of attribute values. */
  readonly attributes: number;
  readonly buckets: Buckets;
  closing: boolean;
}

/** Memory of a closed set, in use until the reader has passed its last frame. */
interface Retired {
  readonly entry: Entry;
  readonly position: number;
}

/** The live registry: the sets of one worker, and the list of their blocks in the arena. */
export class Registry {
  /** Offset of the list's root: a word with the offset of the first block. */
  readonly root: number;
  readonly #words = new Uint32Array(arena);
  readonly #ring: RingWriter;
  readonly #flusher: Flusher;
  readonly #descriptors = new Map<unknown, number>();
  #entries: Entry[] = [];
  #retired: Retired[] = [];
  #generation = 0;

  constructor(ring: RingWriter, flusher: Flusher) {
    this.#ring = ring;
    this.#flusher = flusher;
    this.root = allocate(LINE_BYTES);
    this.#words[this.root / 4] = 0;
  }

  /** Sets that are registered and not yet closed and flushed. */
  get size(): number {
    return this.#entries.length;
  }

  /** Registers a set. Without room in the arena, the set records nothing, and a warning says so. */
  register<Instruments, Measurement extends readonly number[], Attributes, Entity>(
    definition: MetricSetDefinition<Instruments, Measurement, Attributes, Entity>,
    registration: Registration<Attributes, Entity> | undefined,
  ): MetricSet<Instruments, Measurement> {
    this.#releaseRetired();
    const { descriptor, layout } = definition;
    const entry = this.#enter(definition, {
      entity: givenAttributes(descriptor.name, descriptor.entity?.identity ?? [], registration?.entity),
      attributes: givenAttributes(
        descriptor.name,
        descriptor.attributes.registration,
        registration?.attributes,
      ),
    });
    if (entry === undefined) warnOnce(`no memory for metric set ${descriptor.name}: it records nothing`);
    return metricSet(definition, entry?.buckets ?? new Buckets(layout, undefined), () => {
      if (entry !== undefined && this.#close(entry)) this.#flushEntry(entry, unixNanos());
    });
  }

  /** Closes all sets; they are flushed by {@linkcode flush}. */
  close(): void {
    for (const entry of this.#entries) this.#close(entry);
  }

  /** Flushes all sets. False when the ring is full: the rest is still in its lanes. */
  flush(end: number): boolean {
    let whole = true;
    for (let i = this.#entries.length - 1; i >= 0 && whole; i--) {
      const entry = this.#entries[i];
      if (entry !== undefined) whole = this.#flushEntry(entry, end);
    }
    return whole;
  }

  /** Takes the numbers of refused recordings of all sets, by reason. */
  takeInvalid(report: (reason: number, count: number) => void): void {
    for (const entry of this.#entries) this.#flusher.takeInvalid(entry, report);
  }

  #enter(
    definition: { descriptor: unknown; layout: Layout },
    values: RegisteredAttributes,
  ): Entry | undefined {
    const { descriptor, layout } = definition;
    const record = this.#descriptors.get(descriptor) ?? writeRecord(descriptor);
    if (record === NO_SPACE) return undefined;
    this.#descriptors.set(descriptor, record);
    const attributes = writeRecord(values);
    if (attributes === NO_SPACE) return undefined;
    const offset = allocate(blockAt(0, layout).bytes);
    if (offset === NO_SPACE) {
      releaseRecord(attributes);
      return undefined;
    }
    const position = blockAt(offset, layout);
    clear(position, layout);
    const generation = ++this.#generation, word = offset / 4;
    this.#words[word + BlockWord.generation] = generation;
    this.#words[word + BlockWord.state] = BlockState.live;
    this.#words[word + BlockWord.descriptor] = record;
    this.#words[word + BlockWord.attributes] = attributes;
    const entry: Entry = {
      position,
      layout,
      generation,
      attributes,
      buckets: new Buckets(layout, position),
      windowStart: unixNanos(),
      announced: false,
      closing: false,
    };
    // The list ends with the first block: linking a whole block in is one store, whenever the worker ends.
    this.#words[word + BlockWord.next] = this.#words[this.root / 4] ?? 0;
    this.#words[this.root / 4] = offset;
    this.#entries.push(entry);
    return entry;
  }

  /** False when it was closed before. */
  #close(entry: Entry): boolean {
    if (entry.closing) return false;
    entry.closing = true;
    entry.buckets.close();
    this.#words[entry.position.offset / 4 + BlockWord.state] = BlockState.closing;
    return true;
  }

  #flushEntry(entry: Entry, end: number): boolean {
    if (!entry.closing) return this.#flusher.flush(entry, end);
    if (!this.#flusher.flushLast(entry, end)) return false;
    this.#unlink(entry);
    this.#retired.push({ entry, position: this.#ring.tail });
    return true;
  }

  #unlink(entry: Entry): void {
    const index = this.#entries.indexOf(entry);
    const word = entry.position.offset / 4;
    const newer = this.#entries[index + 1];
    const link = newer === undefined ? this.root / 4 : newer.position.offset / 4 + BlockWord.next;
    this.#words[link] = this.#words[word + BlockWord.next] ?? 0;
    this.#words[word + BlockWord.state] = BlockState.free;
    this.#entries.splice(index, 1);
  }

  #releaseRetired(): void {
    let first = this.#retired[0];
    while (first !== undefined && this.#ring.isRead(first.position)) {
      release(first.entry.position.offset, first.entry.position.bytes);
      releaseRecord(first.entry.attributes);
      this.#retired.shift();
      first = this.#retired[0];
    }
  }
}

/** Makes a block empty, header included. */
function clear(position: BlockPosition, layout: Layout): void {
  new Uint8Array(arena, position.offset, position.bytes).fill(0);
  const f64 = new Float64Array(arena);
  for (let bucket = 0; bucket < layout.buckets; bucket++) {
    const doubles = position.doubles + bucket * layout.doubles;
    layout.kinds.forEach((kind, lane) => {
      f64[doubles + (layout.slots[lane] ?? 0)] = EMPTY[kind] ?? 0;
    });
  }
}
