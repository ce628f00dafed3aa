import type { BucketCounts } from "../../aggregate/exponential_buckets.ts";
import type { BackwardWriter } from "../otlp/backward_writer.ts";
import type { IntTotal } from "./int_total.ts";
import { BucketSpan } from "./wire_tags.gen.ts";

/** The coarsest and the finest schema of a native histogram. */
export const MIN_SCHEMA = -4, MAX_SCHEMA = 8;

/** So many empty buckets between two others take no more bytes than another span. */
const MAX_GAP = 2;

/**
 * The buckets of one sign of a native histogram (Prometheus, "Native Histograms", "Buckets"), which are numbered by their
 * upper bounds, and OpenTelemetry's by their lower ones: of the same bucket, the number is one more. Buckets that are
 * finer than {@linkcode MAX_SCHEMA} are merged.
 *
 * It is used again and again, so that nothing is allocated.
 */
export class NativeBuckets {
  /** Of each bucket that holds something: its number, and how many values it has. */
  readonly #numbers: number[] = [];
  readonly #counts: number[] = [];
  #size = 0;

  /** Whether no bucket holds anything. */
  get isEmpty(): boolean {
    return this.#size === 0;
  }

  /** Takes the buckets of a scale, and adds their counts to the total. */
  take({ offset, length, array, start }: BucketCounts, scale: number, total: IntTotal): void {
    const shift = Math.max(0, scale - MAX_SCHEMA), numbers = this.#numbers, counts = this.#counts;
    let size = 0;
    for (let position = 0; position < length; position++) {
      const count = array[start + position] ?? 0;
      if (count === 0) continue;
      total.addCount(count);
      const number = ((offset + position) >> shift) + 1;
      if (size > 0 && numbers[size - 1] === number) {
        counts[size - 1] = (counts[size - 1] ?? 0) + count;
        continue;
      }
      numbers[size] = number;
      counts[size++] = count;
    }
    this.#size = size;
  }

  /** Forgets what it has taken. */
  clear(): void {
    this.#size = 0;
  }

  /** Writes the fields of the spans and of the counts, each as what it has more than the one before. */
  write(writer: BackwardWriter, spanTag: number, deltaTag: number): void {
    if (this.#size === 0) return;
    this.#writeDeltas(writer, deltaTag);
    this.#writeSpans(writer, spanTag);
  }

  #writeDeltas(writer: BackwardWriter, tag: number): void {
    const counts = this.#counts, end = writer.length;
    for (let i = this.#size - 1; i >= 0; i--) {
      const count = counts[i] ?? 0, before = counts[i - 1] ?? 0, gap = this.#gap(i);
      if (gap === 0 || gap > MAX_GAP) {
        writer.sint64(difference(count, i === 0 ? 0 : before));
        continue;
      }
      writer.sint64(count);
      for (let empty = 1; empty < gap; empty++) writer.sint64(0);
      writer.sint64(-before);
    }
    writer.close(tag, end);
  }

  #writeSpans(writer: BackwardWriter, tag: number): void {
    const numbers = this.#numbers;
    let last = numbers[this.#size - 1] ?? 0;
    for (let i = this.#size - 1; i >= 0; i--) {
      const first = numbers[i] ?? 0, gap = this.#gap(i);
      if (i > 0 && gap <= MAX_GAP) continue;
      const end = writer.length;
      writer.varint(last - first + 1);
      writer.varint(BucketSpan.length);
      writer.sint32(i === 0 ? first : gap);
      writer.varint(BucketSpan.offset);
      writer.close(tag, end);
      last = numbers[i - 1] ?? 0;
    }
  }

  /** How many empty buckets lie before one that isn't the first. */
  #gap(i: number): number {
    return i === 0 ? 0 : (this.#numbers[i] ?? 0) - (this.#numbers[i - 1] ?? 0) - 1;
  }
}

/** The difference of two whole numbers, which may be beyond those that doubles tell apart. */
function difference(a: number, b: number): number | bigint {
  return Number.isSafeInteger(a) && Number.isSafeInteger(b) ? a - b : BigInt(a) - BigInt(b);
}
