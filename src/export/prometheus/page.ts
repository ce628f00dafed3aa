import { doubleText, intWidth, writeInt } from "./decimal.ts";
import type { Part } from "./part.ts";
import { wholeText } from "./text_syntax.ts";

const encoder = new TextEncoder();

/** Bytes that a number has at most. */
const NUMBER_BYTES = 24;

/** Lines for which there is room at first. */
const FIRST_LINES = 8;

/**
 * Some lines of a text that is rendered again and again, in which the numbers alone change. It is told all lines each
 * time, but remembers the last ones: as long as whole numbers have the widths that they had, they are overwritten where
 * they stand; otherwise what stands between the numbers is moved. After {@linkcode begin} with `changed` it forgets,
 * and takes every line.
 *
 * The bytes that it has given away stay as they are: it changes a copy, and only when a number has changed.
 */
export class Page implements Part {
  #bytes = new Uint8Array();
  /** Whether somebody has the bytes. */
  #given = false;
  /** Where the bytes are: in the one or the other half of it, unless they are in memory of their own. */
  #memory = new Uint8Array();
  /** Whether the bytes no longer have the numbers' widths. */
  #stale = true;
  /** Whether they no longer have the lines. */
  #joins = true;
  #rebuilding = true;
  /** False while a rendering is under way, and after one that was given up in the middle. */
  #finished = false;
  #index = 0;
  /** Of each line: what stands before its number, and behind it. */
  #before: string[] = [];
  #behind: string[] = [];
  #hasBehind = false;
  /** Of each line: the text of what isn't in `#values`, which is empty without a number. */
  #texts: (string | undefined)[] = [];
  /** Of each line: the number, unless there is a text. */
  #values = new Float64Array(FIRST_LINES);
  /** Of each line: where its number begins in the bytes, and how wide it is. */
  #starts = new Int32Array(FIRST_LINES);
  #widths = new Int32Array(FIRST_LINES);

  /** Begins a rendering; `changed` tells that other lines come than last time. */
  begin(changed: boolean): void {
    this.#rebuilding = changed || !this.#finished;
    this.#finished = false;
    this.#index = 0;
    if (!this.#rebuilding) return;
    this.#stale = this.#joins = true;
    this.#before = [];
    this.#behind = [];
    this.#texts = [];
  }

  /** A line, or several, without a number. */
  line(text: string): void {
    if (this.#rebuilding) this.#add(text, NaN, "");
    this.#index++;
  }

  /** A line that ends with a whole number: `value + carry * 2^53`. */
  int(before: string, value: number, carry: number): void {
    if (this.#rebuilding) this.#add(before, carry === 0 ? value : NaN, undefined);
    const index = this.#index++;
    if (carry !== 0) {
      const text = wholeText(value, carry);
      if (this.#texts[index] === text) return;
      // No number is NaN, so that the next one without a carry is seen to be another.
      this.#values[index] = NaN;
      this.#texts[index] = text;
      this.#stale = true;
      return;
    }
    const last = this.#values[index] ?? 0;
    if (last === value) return;
    this.#values[index] = value;
    if (last !== last) this.#texts[index] = undefined;
    if (this.#stale) return;
    const width = this.#widths[index] ?? 0;
    if (intWidth(value) !== width) this.#stale = true;
    else writeInt(this.#own(), this.#starts[index] ?? 0, width, value);
  }

  /**
   * Lines that end with whole numbers, and are no others than last time: those that lie in `lanes` of `values`. False
   * when one of them has a carry, and it's on the caller to tell each line.
   */
  ints(lanes: Int32Array, count: number, values: Float64Array, carries: Float64Array): boolean {
    const first = this.#index, last = this.#values, starts = this.#starts, widths = this.#widths;
    for (let i = 0; i < count; i++) {
      const lane = lanes[i] ?? 0, value = values[lane] ?? 0, index = first + i, before = last[index];
      if (carries[lane] !== 0) return false;
      if (before === value) continue;
      last[index] = value;
      if (before !== before) this.#texts[index] = undefined;
      if (this.#stale) continue;
      const width = widths[index] ?? 0;
      if (intWidth(value) !== width) this.#stale = true;
      else writeInt(this.#own(), starts[index] ?? 0, width, value);
    }
    this.#index += count;
    return true;
  }

  /** The same of doubles, for which there is no carry. It is rare that they keep their widths, so nobody looks. */
  doubles(lanes: Int32Array, count: number, values: Float64Array): void {
    const first = this.#index, last = this.#values;
    for (let i = 0; i < count; i++) {
      const value = values[lanes[i] ?? 0] ?? 0, index = first + i;
      if (Object.is(last[index], value)) continue;
      last[index] = value;
      this.#stale = true;
    }
    this.#index += count;
  }

  /** A line that ends with a double. */
  double(before: string, value: number): void {
    if (this.#rebuilding) this.#add(before, value, undefined);
    const index = this.#index++;
    if (Object.is(this.#values[index], value)) return;
    this.#values[index] = value;
    this.#stale = true;
  }

  /** What stands behind the last line's number. */
  behind(text: string): void {
    const index = this.#index - 1;
    if (this.#behind[index] === text) return;
    this.#behind[index] = text;
    this.#hasBehind = this.#stale = this.#joins = true;
  }

  /** Ends the rendering. */
  finish(): this {
    if (this.#stale && (this.#joins || !this.#move())) this.#join();
    this.#finished = true;
    return this;
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }

  give(): Uint8Array<ArrayBuffer> {
    this.#given = true;
    return this.#bytes;
  }

  #add(before: string, value: number, text: string | undefined): void {
    const index = this.#before.length;
    // The series' own text, and no copy with its line feed: there are many of them.
    this.#before.push(flat(before));
    this.#behind.push("");
    this.#texts.push(text);
    if (index === this.#values.length) {
      this.#values = grown(this.#values, new Float64Array(index * 2));
      this.#starts = grown(this.#starts, new Int32Array(index * 2));
      this.#widths = grown(this.#widths, new Int32Array(index * 2));
    }
    this.#values[index] = value;
  }

  /** The bytes, to be written to. */
  #own(): Uint8Array<ArrayBuffer> {
    if (this.#given) {
      this.#bytes = this.#bytes.slice();
      this.#memory = new Uint8Array();
      this.#given = false;
    }
    return this.#bytes;
  }

  /** Writes all lines. */
  #join(): void {
    const before = this.#before, behind = this.#behind, count = before.length;
    let text = "";
    for (let i = 0; i < count; i++) {
      // Numbers' texts aren't kept: most of them would be moved by the next collection of garbage.
      const number = this.#texts[i] ?? doubleText(this.#values[i] ?? 0);
      this.#widths[i] = number.length;
      text = text + before[i] + number;
      if (this.#hasBehind) text += behind[i] ?? "";
      text += "\n";
    }
    const written = this.#encode(text), isAscii = written === text.length;
    for (let i = 0, at = 0; i < count; i++) {
      const line = before[i] ?? "";
      this.#starts[i] = at += isAscii ? line.length : encoder.encode(line).length;
      // Numbers and exemplars have no other characters than those of ASCII. Behind them the line ends.
      at += (this.#widths[i] ?? 0) + (behind[i] ?? "").length + 1;
    }
    this.#given = this.#stale = this.#joins = false;
  }

  /** Puts a text in the place of the bytes; how many it has. */
  #encode(text: string): number {
    const lines = this.#before.length;
    // Most characters take one byte, and none more than three.
    for (const bytes of [text.length, 3 * text.length]) {
      const half = bytes + lines * NUMBER_BYTES;
      if (this.#given || this.#memory.length < 2 * half) this.#memory = new Uint8Array(2 * half);
      this.#given = false;
      const { read, written } = encoder.encodeInto(text, this.#memory);
      // What takes more has no half to be moved to.
      if (read < text.length || written > bytes) continue;
      this.#bytes = this.#memory.subarray(0, written);
      return written;
    }
    throw new Error("a character takes more than three bytes");
  }

  /** Writes the same lines with other numbers into the other half of the memory; false if there is none. */
  #move(): boolean {
    const memory = this.#memory, bytes = this.#bytes, half = memory.length / 2, count = this.#before.length;
    if (this.#given || bytes.buffer !== memory.buffer) return false;
    const starts = this.#starts,
      widths = this.#widths,
      base = bytes.byteOffset,
      target = base === 0 ? half : 0;
    let from = base, at = target;
    for (let i = 0; i < count; i++) {
      const start = base + (starts[i] ?? 0);
      memory.copyWithin(at, from, start);
      at += start - from;
      from = start + (widths[i] ?? 0);
      starts[i] = at - target;
      const text = this.#texts[i], value = this.#values[i] ?? 0;
      const width = text === undefined ? writeNumber(memory, at, value) : writeText(memory, at, text);
      widths[i] = width;
      at += width;
    }
    const end = base + bytes.length;
    memory.copyWithin(at, from, end);
    this.#bytes = memory.subarray(target, at + end - from);
    this.#stale = false;
    return true;
  }
}

/** Writes a number; how many bytes it has. */
function writeNumber(bytes: Uint8Array, start: number, value: number): number {
  if (!Number.isSafeInteger(value)) return writeText(bytes, start, doubleText(value));
  const width = intWidth(value);
  writeInt(bytes, start, width, value);
  return width;
}

/** Writes characters of ASCII; how many they are. */
function writeText(bytes: Uint8Array, start: number, text: string): number {
  const { length } = text;
  for (let i = 0; i < length; i++) bytes[start + i] = text.charCodeAt(i);
  return length;
}

/** The same text in one piece: engines keep what was put together as it was, and would do it anew each time. */
function flat(text: string): string {
  text.charCodeAt(0);
  return text;
}

function grown<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
