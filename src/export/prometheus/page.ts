import { doubleText, intWidth, writeInt } from "./decimal.ts";
import { wholeText } from "./text_syntax.ts";

const encoder = new TextEncoder();
const NEWLINE = 10;

/** Lines for which there is room at first. */
const FIRST_LINES = 8;

/** Bytes of a text. */
export interface Part {
  /** The bytes as long as nothing else happens: whoever keeps them copies them. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The bytes, which stay as they are and which nobody may change. */
  give(): Uint8Array<ArrayBuffer>;
}

/**
 * Some lines of a text that is rendered again and again, in which the numbers alone change. It is told all lines each
 * time, but remembers the last ones: as long as the numbers have the widths that they had, they are overwritten where
 * they stand; otherwise the lines are joined anew. After {@linkcode begin} with `changed` it forgets, and takes every
 * line.
 *
 * The bytes that it has given away stay as they are: it changes a copy, and only when a number has changed.
 */
export class Page implements Part {
  #bytes = new Uint8Array();
  /** Whether somebody has the bytes. */
  #given = false;
  /** Whether the bytes no longer have the lines' widths. */
  #stale = true;
  #rebuilding = true;
  /** False while a rendering is under way, and after one that was given up in the middle. */
  #finished = false;
  #index = 0;
  /** Of each line: what stands before its number, and behind it. */
  #before: string[] = [];
  #behind: string[] = [];
  /** Of each line: its number's text; empty when it is the whole number in `#values`, or none. */
  #texts: string[] = [];
  /** Of each line: the number; NaN when its text is all that is known. */
  #values = new Float64Array(FIRST_LINES);
  /** Of each line: where its number begins in the bytes, and how wide it is. */
  #starts = new Int32Array(FIRST_LINES);
  #widths = new Int32Array(FIRST_LINES);

  /** How many lines it has. */
  get lines(): number {
    return this.#before.length;
  }

  /** Begins a rendering; `changed` tells that other lines come than last time. */
  begin(changed: boolean): void {
    this.#rebuilding = changed || !this.#finished;
    this.#finished = false;
    this.#index = 0;
    if (!this.#rebuilding) return;
    this.#stale = true;
    this.#before = [];
    this.#behind = [];
    this.#texts = [];
  }

  /** A line, or several, without a number. */
  line(text: string): void {
    if (this.#rebuilding) this.#add(text, NaN);
    this.#index++;
  }

  /** A line that ends with a whole number: `value + carry * 2^53`. */
  int(before: string, value: number, carry: number): void {
    if (this.#rebuilding) this.#add(before, carry === 0 ? value : NaN);
    const index = this.#index++;
    if (carry !== 0) {
      this.#values[index] = NaN;
      return this.#spell(index, wholeText(value, carry));
    }
    const last = this.#values[index] ?? 0;
    if (last === value) return;
    this.#values[index] = value;
    if (last !== last) this.#texts[index] = "";
    if (this.#stale) return;
    const width = this.#widths[index] ?? 0;
    if (intWidth(value) !== width) this.#stale = true;
    else writeInt(this.#own(), this.#starts[index] ?? 0, width, value);
  }

  /** A line that ends with a double. */
  double(before: string, value: number): void {
    if (this.#rebuilding) this.#add(before, NaN);
    const index = this.#index++;
    if (this.#values[index] === value) return;
    this.#values[index] = value;
    this.#spell(index, doubleText(value));
  }

  /** What stands behind the last line's number. */
  behind(text: string): void {
    const index = this.#index - 1;
    if (this.#behind[index] === text) return;
    this.#behind[index] = text;
    this.#stale = true;
  }

  /** Ends the rendering. */
  finish(): this {
    if (this.#stale) this.#join();
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

  #add(before: string, value: number): void {
    const index = this.#before.length;
    this.#before.push(before);
    this.#behind.push("");
    this.#texts.push("");
    if (index === this.#values.length) {
      this.#values = grown(this.#values, new Float64Array(index * 2));
      this.#starts = grown(this.#starts, new Int32Array(index * 2));
      this.#widths = grown(this.#widths, new Int32Array(index * 2));
    }
    this.#values[index] = value;
  }

  #spell(index: number, text: string): void {
    if (this.#texts[index] === text) return;
    this.#texts[index] = text;
    if (this.#stale) return;
    if (text.length !== this.#widths[index]) {
      this.#stale = true;
      return;
    }
    const bytes = this.#own(), start = this.#starts[index] ?? 0;
    for (let i = 0; i < text.length; i++) bytes[start + i] = text.charCodeAt(i);
  }

  /** The bytes, to be written to. */
  #own(): Uint8Array<ArrayBuffer> {
    if (this.#given) {
      this.#bytes = this.#bytes.slice();
      this.#given = false;
    }
    return this.#bytes;
  }

  /** Writes all lines. The engines join strings, and encode them, faster than bytes can be moved here. */
  #join(): void {
    let text = "";
    for (let i = 0; i < this.#before.length; i++) {
      const number = this.#textAt(i);
      this.#widths[i] = number.length;
      text += this.#before[i] + number + this.#behind[i] + "\n";
    }
    this.#bytes = encoder.encode(text);
    const isAscii = this.#bytes.length === text.length;
    let at = 0;
    for (let i = 0; i < this.#before.length; i++) {
      const before = this.#before[i] ?? "";
      this.#starts[i] = at += isAscii ? before.length : encoder.encode(before).length;
      at = isAscii
        ? at + (this.#widths[i] ?? 0) + (this.#behind[i] ?? "").length + 1
        : this.#bytes.indexOf(NEWLINE, at) + 1;
    }
    this.#given = this.#stale = false;
  }

  #textAt(index: number): string {
    const text = this.#texts[index] ?? "", value = this.#values[index] ?? NaN;
    return text !== "" || value !== value ? text : String(value);
  }
}

function grown<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
