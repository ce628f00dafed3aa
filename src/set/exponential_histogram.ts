import { arena } from "./arena.ts";
import { Invalid } from "./block.ts";
import { exponentialIndex, minIndex } from "./exponential_index.ts";
import { allocatePage, allocateTable, PAGE_BITS, PAGE_COUNTS } from "./exponential_pages.ts";
import { Distribution } from "./histogram.ts";
import type { RowPlace } from "./instrument.ts";
import { EXPONENTIAL_EXEMPLARS, type FieldLayout } from "./layout.ts";

const u32 = new Uint32Array(arena);
// A constant of this module: in Deno, a function that is called by its imported name costs 1.7 times as much.
const indexOf = exponentialIndex;

/**
 * A histogram whose buckets grow by a constant factor (OpenTelemetry metrics data model, "ExponentialHistogram"). It
 * records at one scale, whatever the values are: memory follows their range, 1 KiB for each 256 buckets that are
 * next to each other. The aggregator merges buckets when they are more than the schema allows.
 */
export class ExponentialHistogram extends Distribution {
  readonly #scale: number;
  readonly #first: number;
  /** Index of the word that holds the positive values' table; that of the negative values follows. */
  #tables = 0;

  constructor(scale: number) {
    super();
    this.#scale = scale;
    this.#first = minIndex(scale);
  }

  protected override place(field: FieldLayout, row: RowPlace): void {
    super.place(field, row);
    // Nobody's row has no tables: word 0 of the arena is never written.
    this.#tables = row.block === 0 ? 0 : row.tables + field.exponential * 2;
  }

  record(value: number): void {
    if (!Number.isFinite(value)) return this.refuseInfinite(value);
    if (value === 0) return this.count(this.lane, value);
    const bucket = indexOf(value, this.#scale) - this.#first;
    const table = u32[value < 0 ? this.#tables + 1 : this.#tables] ?? 0;
    const page = table === 0 ? 0 : u32[table + (bucket >> PAGE_BITS)] ?? 0;
    if (page === 0) return this.#recordInNewPage(value, bucket);
    this.count(page + (bucket & (PAGE_COUNTS - 1)), value);
  }

  /** Zeros share one with the buckets whose index is a multiple of {@linkcode EXPONENTIAL_EXEMPLARS}. */
  exemplarOf(value: number): number {
    return value === 0 ? 0 : indexOf(value, this.#scale) & (EXPONENTIAL_EXEMPLARS - 1);
  }

  #recordInNewPage(value: number, bucket: number): void {
    if (this.block === 0) return;
    const word = value < 0 ? this.#tables + 1 : this.#tables;
    const table = u32[word] || allocateTable(this.#scale);
    u32[word] = table;
    const page = table === 0 ? 0 : allocatePage();
    // No memory: the value isn't counted, since its bucket can't be.
    if (page === 0) return this.refuse(Invalid.outOfRange);
    u32[table + (bucket >> PAGE_BITS)] = page;
    this.count(page + (bucket & (PAGE_COUNTS - 1)), value);
  }
}
