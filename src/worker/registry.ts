import { unixNanos } from "../host/clock.ts";
import { warnOnce } from "../host/warn.ts";
import { allocate, arena, LINE_BYTES, NO_SPACE } from "../set/arena.ts";
import { blockBytes, BlockWord, HEADER_BYTES } from "../set/block.ts";
import { dictionaryOf } from "../set/bounded_values.ts";
import type { MetricSetDefinition } from "../set/define.ts";
import type { MetricSetDescriptor } from "../set/descriptor.ts";
import type { Layout } from "../set/layout.ts";
import { type MetricSet, metricSet, type ValueIndex } from "../set/metric_set.ts";
import { releaseRecord, writeRecord } from "../set/record.ts";
import { REFUSALS } from "../set/instrument.ts";
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

interface Entry extends Block {
  readonly name: string;
  /** Offset of the record of attribute values. */
  readonly attributes: number;
  readonly rows: Rows;
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
  /** Records of descriptors; sets that are defined again have the same text and share it. */
  readonly #records = new WeakMap<MetricSetDescriptor, number>();
  readonly #recordsByText = new Map<string, number>();
  /** Refused recordings of sets that are closed, by reason. */
  readonly #refused: number[] = [];
  #entries: Entry[] = [];
  #retired: Retired[] = [];
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
    return this.#entries.length;
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
      if (entry !== undefined && this.#close(entry)) this.#flushEntry(entry, unixNanos());
    });
  }

  /** No entry, and a warning, when there is no memory or a value that can't be read. */
  #tryToEnter(
    definition: { readonly descriptor: MetricSetDescriptor; readonly layout: Layout },
    registration: { readonly attributes?: unknown; readonly entity?: unknown } | undefined,
  ): Entry | undefined {
    const { descriptor } = definition;
    try {
      const entry = this.#enter(definition, this.#values(descriptor, registration));
      if (entry === undefined) warnOnce(`no memory for metric set ${descriptor.name}: it records nothing`);
      return entry;
    } catch (error) {
      warnOnce(`metric set ${descriptor.name} can't be registered and records nothing: ${error}`);
      return undefined;
    }
  }

  #values(
    descriptor: MetricSetDescriptor,
    registration: { readonly attributes?: unknown; readonly entity?: unknown } | undefined,
  ): RegisteredAttributes {
    const { identity = [], description = [] } = descriptor.entity ?? {};
    const described = description.map((attribute) => ({ ...attribute, optional: true }));
    return {
      entity: givenAttributes(descriptor.name, [...identity, ...described], registration?.entity),
      attributes: givenAttributes(
        descriptor.name,
        descriptor.attributes.registration,
        registration?.attributes,
      ),
      dictionaries: descriptor.attributes.measurement.map(({ key, type, bound }) =>
        bound !== undefined && (type === "string" || type === "int")
          ? dictionaryOf({ key, type, bound }).table
          : NO_SPACE
      ),
    };
  }

  /** Closes all sets; they are flushed by {@linkcode flush}. */
  close(): void {
    for (const entry of this.#entries) this.#close(entry);
  }

  /** Flushes all sets. False when the ring is full: the rest is still in its lanes. */
  flush(end: number): boolean {
    this.release();
    let whole = true;
    for (let i = this.#entries.length - 1; i >= 0 && whole; i--) {
      const entry = this.#entries[i];
      if (entry !== undefined) whole = this.#flushEntry(entry, end);
    }
    return whole;
  }

  /** Takes the numbers of refused recordings of all sets, by reason. */
  takeInvalid(report: (reason: number, count: number) => void): void {
    for (const entry of this.#entries) this.#takeInvalidOf(entry);
    this.#refused.forEach((count, reason) => {
      if (count > 0) report(reason, count);
      this.#refused[reason] = 0;
    });
  }

  #enter(
    definition: { readonly descriptor: MetricSetDescriptor; readonly layout: Layout },
    values: RegisteredAttributes,
  ): Entry | undefined {
    const { descriptor, layout } = definition;
    const record = this.#descriptorRecord(descriptor);
    if (record === NO_SPACE) return undefined;
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
    this.#words[word + BlockWord.descriptor] = record;
    this.#words[word + BlockWord.attributes] = attributes;
    const rows = new Rows(descriptor, layout, offset);
    const entry: Entry = {
      name: descriptor.name,
      offset,
      layout,
      generation,
      chunks: rows.chunks,
      attributes,
      rows,
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

  #descriptorRecord(descriptor: MetricSetDescriptor): number {
    const known = this.#records.get(descriptor);
    if (known !== undefined) return known;
    const text = JSON.stringify(descriptor),
      record = this.#recordsByText.get(text) ?? writeRecord(descriptor);
    if (record === NO_SPACE) return NO_SPACE;
    this.#records.set(descriptor, record);
    this.#recordsByText.set(text, record);
    return record;
  }

  /** False when it was closed before. */
  #close(entry: Entry): boolean {
    if (entry.closing) return false;
    entry.closing = true;
    entry.rows.close();
    return true;
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
      warnOnce(`recordings of metric set ${entry.name} are refused: ${REFUSALS[reason]}`);
      this.#refused[reason] = (this.#refused[reason] ?? 0) + count;
    });
  }

  #unlink(entry: Entry): void {
    this.#takeInvalidOf(entry);
    const index = this.#entries.indexOf(entry);
    const newer = this.#entries[index + 1];
    const link = newer === undefined ? this.root / 4 : newer.offset / 4 + BlockWord.next;
    this.#words[link] = this.#words[entry.offset / 4 + BlockWord.next] ?? 0;
    this.#entries.splice(index, 1);
  }

  /** Gives the memory of closed sets back whose last frames were read. */
  release(): void {
    let first = this.#retired[0];
    while (first !== undefined && this.#ring.isRead(first.position)) {
      first.entry.rows.release();
      releaseRecord(first.entry.attributes);
      this.#retired.shift();
      first = this.#retired[0];
    }
  }
}
