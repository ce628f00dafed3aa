import { unixNanos } from "../host/clock.ts";
import { describe, warnOnce } from "../host/warn.ts";
import { allocate, arena, LINE_BYTES, NO_SPACE } from "../set/arena.ts";
import { blockBytes, BlockWord, HEADER_BYTES } from "../set/block.ts";
import { dictionaryOf } from "../set/bounded_values.ts";
import type { MetricSetDefinition } from "../set/define.ts";
import type { AttributeDescriptor, MetricSetDescriptor } from "../set/descriptor.ts";
import type { Layout } from "../set/layout.ts";
import { type MetricSet, metricSet, type ValueIndex } from "../set/metric_set.ts";
import { releaseRecord, writeRecord } from "../set/record.ts";
import { takeRefusalNews } from "../set/instrument.ts";
import { Rows } from "../set/rows.ts";
import type { RingWriter } from "../transport/ring_writer.ts";
import type { Block } from "./block.ts";
import { type ExemplarFilters, FilteredSets } from "./exemplar_filters.ts";
import type { Flusher } from "./flusher.ts";
import { givenAttributes } from "./given_attributes.ts";
import type { RegisteredAttributes } from "./registered_attributes.ts";

/** A property that may be left out when there are no values to give. */
export type Given<Key extends string, Values> = keyof Values extends never ? { readonly [K in Key]?: Values }
  : { readonly [K in Key]: Values };

/** What a set is registered with: the values of its registration attributes and of its entity's identity. */
export type Registration<Attributes, Entity> = Given<"attributes", Attributes> & Given<"entity", Entity>;

/** The argument is optional for a set that has neither. */
export type RegistrationArguments<Attributes, Entity> = keyof Attributes | keyof Entity extends never
  ? [registration?: Registration<Attributes, Entity>]
  : [registration: Registration<Attributes, Entity>];

/** What all registrations of a set share. */
interface Known {
  /** Offset of the record of the descriptor. */
  readonly record: number;
  /** The entity's attributes: those that identify it, and those that may describe it. */
  readonly entity: readonly AttributeDescriptor[];
  /** See {@linkcode RegisteredAttributes}. */
  readonly dictionaries: readonly number[];
}

interface Entry extends Block {
  readonly name: string;
  /** Offset of the record of attribute values. */
  readonly attributes: number;
  readonly rows: Rows;
  /** The entry that was made before, and the one that was made after; as the blocks in the arena are linked. */
  older: Entry | undefined;
  newer: Entry | undefined;
  closing: boolean;
}

/** Memory of a closed set, in use until the reader has passed its last frame. */
interface Retired {
  readonly entry: Entry;
  readonly position: number;
}

/** This thread's descriptors, each with a record that stays: a thread that connects again uses them again. */
const known = new WeakMap<MetricSetDescriptor, Known>();
/** Their records; sets that are defined again have the same text and share one. */
const records = new Map<string, number>();

/** The live registry: the sets of one worker, and the list of their blocks in the arena. */
export class Registry {
  /** Offset of the list's root: a word with the offset of the first block. */
  readonly root: number;
  readonly #words = new Uint32Array(arena);
  readonly #ring: RingWriter;
  readonly #flusher: Flusher;
  /** Refused recordings of sets that are closed, by reason. */
  readonly #refused: number[] = [];
  readonly #retired: Retired[] = [];
  /** Sets that are closed and wait for their last flush, in the order in which they were closed. */
  readonly #closing = new Set<Entry>();
  #newest: Entry | undefined;
  #oldest: Entry | undefined;
  #size = 0;
  #generation = 0;
  #filtered = new FilteredSets({});

  constructor(ring: RingWriter, flusher: Flusher) {
    this.#ring = ring;
    this.#flusher = flusher;
    this.root = allocate(LINE_BYTES);
    this.#words[this.root / 4] = 0;
  }

  /** Sets that are registered and not yet closed and flushed. */
  get size(): number {
    return this.#size;
  }

  /** From now on, sets are registered with these exemplars instead of those that their definitions say. */
  filter(exemplars: ExemplarFilters): void {
    this.#filtered = new FilteredSets(exemplars);
  }

  /** Registers a set. Without room in the arena, the set records nothing, and a warning says so. */
  register<Instruments, Measurement extends readonly ValueIndex[], Attributes, Entity>(
    definition: MetricSetDefinition<Instruments, Measurement, Attributes, Entity>,
    registration: Registration<Attributes, Entity> | undefined,
  ): MetricSet<Instruments, Measurement> {
    if (typeof definition?.descriptor !== "object") {
      throw new TypeError(
        "register() takes a metric set, as defineMetricSet() and generated modules have it",
      );
    }
    this.release();
    const filtered = this.#filtered.of(definition), { descriptor, layout } = filtered;
    const entry = this.#tryToEnter(filtered, registration);
    return metricSet(definition, entry?.rows ?? new Rows(descriptor, layout, 0), () => {
      if (entry !== undefined && this.#close(entry)) this.#flushClosing(unixNanos());
    });
  }

  /** No entry, and a warning, when there is no memory or a value that can't be read. */
  #tryToEnter(
    definition: { readonly descriptor: MetricSetDescriptor; readonly layout: Layout },
    registration: { readonly attributes?: unknown; readonly entity?: unknown } | undefined,
  ): Entry | undefined {
    const { name } = definition.descriptor;
    try {
      const entry = this.#enter(definition, registration);
      if (entry === undefined) warnOnce(`no memory for metric set ${name}: it records nothing`);
      return entry;
    } catch (error) {
      warnOnce(`metric set ${name} can't be registered and records nothing: ${describe(error)}`);
      return undefined;
    }
  }

  /** Closes all sets; they are flushed by {@linkcode flush}. */
  close(): void {
    for (let entry = this.#newest; entry !== undefined; entry = entry.older) this.#close(entry);
  }

  /** Flushes all sets. False when the ring is full: the rest is still in its lanes. */
  flush(end: number): boolean {
    this.release();
    // The oldest first, for the same reason as in #flushClosing().
    let entry = this.#oldest;
    while (entry !== undefined) {
      // Its last flush takes an entry off the list.
      const { newer } = entry;
      if (!this.#flushEntry(entry, end)) return false;
      entry = newer;
    }
    return true;
  }

  /** Takes the numbers of refused recordings of all sets, by reason. */
  takeInvalid(report: (reason: number, count: number) => void): void {
    for (let entry = this.#newest; entry !== undefined; entry = entry.older) this.#takeInvalidOf(entry);
    takeRefusalNews().forEach(warnOnce);
    this.#refused.forEach((count, reason) => {
      if (count > 0) report(reason, count);
      this.#refused[reason] = 0;
    });
  }

  #enter(
    definition: { readonly descriptor: MetricSetDescriptor; readonly layout: Layout },
    registration: { readonly attributes?: unknown; readonly entity?: unknown } | undefined,
  ): Entry | undefined {
    const { descriptor, layout } = definition, { name } = descriptor;
    const shape = known.get(descriptor) ?? this.#learn(descriptor);
    if (shape === undefined) return undefined;
    const values: RegisteredAttributes = {
      entity: givenAttributes(name, shape.entity, registration?.entity),
      attributes: givenAttributes(name, descriptor.attributes.registration, registration?.attributes),
      dictionaries: shape.dictionaries,
    };
    const attributes = writeRecord(values);
    if (attributes === NO_SPACE) return undefined;
    const offset = allocate(blockBytes(layout));
    if (offset === NO_SPACE) {
      releaseRecord(attributes);
      return undefined;
    }
    const generation = ++this.#generation, word = offset / 4;
    this.#words.fill(0, word, word + HEADER_BYTES / 4);
    this.#words[word + BlockWord.generation] = generation;
    this.#words[word + BlockWord.descriptor] = shape.record;
    this.#words[word + BlockWord.attributes] = attributes;
    const rows = new Rows(descriptor, layout, offset);
    const entry: Entry = {
      name,
      offset,
      layout,
      generation,
      chunks: rows.chunks,
      attributes,
      rows,
      windowStart: unixNanos(),
      announced: false,
      older: this.#newest,
      newer: undefined,
      closing: false,
    };
    // The list ends with the first block: linking a whole block in is one store, whenever the worker ends.
    this.#words[word + BlockWord.next] = this.#newest?.offset ?? 0;
    this.#words[this.root / 4] = offset;
    if (this.#newest !== undefined) this.#newest.newer = entry;
    this.#newest = entry;
    this.#oldest ??= entry;
    this.#size++;
    return entry;
  }

  /** Writes the descriptor of a set that is registered for the first time; nothing without memory. */
  #learn(descriptor: MetricSetDescriptor): Known | undefined {
    const text = JSON.stringify(descriptor), record = records.get(text) ?? writeRecord(descriptor);
    if (record === NO_SPACE) return undefined;
    records.set(text, record);
    const { identity = [], description = [] } = descriptor.entity ?? {};
    const dictionaries = descriptor.attributes.measurement.map(({ key, type, bound }) =>
      bound !== undefined && (type === "string" || type === "int")
        ? dictionaryOf({ key, type, bound }).table
        : undefined
    );
    if (dictionaries.includes(NO_SPACE)) return undefined;
    const shape: Known = {
      record,
      entity: [...identity, ...description.map((attribute) => ({ ...attribute, optional: true }))],
      dictionaries: dictionaries.map((table = NO_SPACE) => table),
    };
    known.set(descriptor, shape);
    return shape;
  }

  /** False when it was closed before. */
  #close(entry: Entry): boolean {
    if (entry.closing) return false;
    entry.closing = true;
    this.#closing.add(entry);
    entry.rows.close();
    return true;
  }

  /** Those that have waited for room go first, so that none sets a gauge back that its successor has set. */
  #flushClosing(end: number): void {
    for (const entry of this.#closing) if (!this.#flushEntry(entry, end)) return;
  }

  #flushEntry(entry: Entry, end: number): boolean {
    if (!entry.closing) return this.#flusher.flush(entry, end);
    if (!this.#flusher.flushLast(entry, end)) return false;
    this.#unlink(entry);
    this.#retired.push({ entry, position: this.#ring.tail });
    return true;
  }

  #takeInvalidOf(entry: Entry): void {
    this.#flusher.takeInvalid(entry, (reason, count) => {
      this.#refused[reason] = (this.#refused[reason] ?? 0) + count;
    });
  }

  #unlink(entry: Entry): void {
    this.#takeInvalidOf(entry);
    const { older, newer } = entry;
    const link = newer === undefined ? this.root / 4 : newer.offset / 4 + BlockWord.next;
    this.#words[link] = older?.offset ?? 0;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    // A program may keep a closed set, which must not keep the sets that were its neighbours.
    entry.older = undefined;
    entry.newer = undefined;
    this.#closing.delete(entry);
    this.#size--;
  }

  /** Gives the memory of closed sets back whose last frames were read. */
  release(): void {
    let released = 0;
    for (const { entry, position } of this.#retired) {
      if (!this.#ring.isRead(position)) break;
      entry.rows.release();
      releaseRecord(entry.attributes);
      released++;
    }
    // At once: there may be very many, and each `shift()` moves all that follow.
    if (released > 0) this.#retired.splice(0, released);
  }
}
