import { setFixed64 } from "./fixed64.ts";
import { MAX_VARINT_SIZE, setVarint, zigZag } from "./varint.ts";

const INITIAL_CAPACITY = 1024;
/** So few bytes are copied faster one by one. */
const SHORT = 24;
/** Below it, a number's sign has a place beside it in a double. */
const SHORT_SINT64 = 2 ** 52;
const encoder = new TextEncoder();

/** What is whole of a number: one that somebody else has made, as in a stream, may have a fraction, or be none. */
function wholeOf(value: number | bigint): bigint {
  if (typeof value === "bigint") return value;
  return Number.isFinite(value) ? BigInt(Math.trunc(value)) : 0n;
}

/**
 * Writes a protocol-buffers message from its last byte to its first: when a message's length is due, its body
 * has been written and the length is known. So fields are written last to first, and a list's elements too.
 *
 * A *position* is a distance from the end. It stays valid while more is written, and becomes an offset by
 * subtracting it from the finished message's length.
 */
export class BackwardWriter {
  /** The memory, written up to its end. */
  bytes: Uint8Array<ArrayBuffer>;
  view: DataView<ArrayBuffer>;
  /** Where the last written byte lies. */
  first: number;

  constructor() {
    this.bytes = new Uint8Array(INITIAL_CAPACITY);
    this.view = new DataView(this.bytes.buffer);
    this.first = INITIAL_CAPACITY;
  }

  /** How many bytes have been written, which is the position of the latest. */
  get length(): number {
    return this.bytes.length - this.first;
  }

  /** What has been written, in place: what is written after {@linkcode clear} overwrites it. */
  get written(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(this.first);
  }

  /**
   * For a caller that writes much in one go: makes room for `size` bytes before {@linkcode first}, in `bytes` and its
   * `view`, which stay the same meanwhile. What is written there counts once `first` was moved to the latest of it.
   */
  makeRoom(size: number): void {
    if (size > this.first) this.#grow(size);
  }

  /** Forgets what has been written, and keeps the memory. */
  clear(): void {
    this.first = this.bytes.length;
  }

  /** A copy of what has been written. The writer is empty afterwards. */
  finish(): Uint8Array<ArrayBuffer> {
    const message = this.written.slice();
    this.clear();
    return message;
  }

  /** A tag, a length or any other whole number from 0 to 2^53; beyond, what a double can hold, below 2^64. */
  varint(value: number): void {
    this.makeRoom(MAX_VARINT_SIZE);
    this.first = setVarint(this.bytes, this.first, value);
  }

  /** A whole number of 32 bits, with its sign in the lowest of them. */
  sint32(value: number): void {
    this.varint(zigZag(value));
  }

  /** A whole number, `high * 2^32 + low`, as {@linkcode setFixed64} writes it. */
  fixed64(high: number, low: number): void {
    const at = this.#reserve(8);
    setFixed64(this.view, at, high, low);
  }

  /** A whole number from -2^63 to 2^64 - 1: exact, also beyond 2^53 where it is a bigint. */
  whole64(value: number | bigint): void {
    const at = this.#reserve(8);
    if (typeof value === "number" && Number.isSafeInteger(value)) setFixed64(this.view, at, 0, value);
    else this.view.setBigUint64(at, BigInt.asUintN(64, wholeOf(value)), true);
  }

  /** A whole number of 32 bits. */
  fixed32(value: number): void {
    const at = this.#reserve(4);
    this.view.setInt32(at, value | 0, true);
  }

  /**
   * A whole number from -2^63 to 2^64 - 1 as a varint, negative ones in two's complement: exact. Slower than
   * {@linkcode varint} for negative numbers, and for those of more than 53 bits.
   */
  int64(value: number | bigint): void {
    if (value >= 0 && value <= Number.MAX_SAFE_INTEGER) {
      this.varint(Number(value));
      return;
    }
    const bytes: number[] = [];
    let rest = BigInt.asUintN(64, wholeOf(value));
    for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
    bytes.push(Number(rest));
    this.raw(bytes);
  }

  /** A whole number of 64 bits, with its sign in the lowest of them: exact. Slower beyond 52 bits. */
  sint64(value: number | bigint): void {
    if (typeof value === "number" && Math.abs(value) < SHORT_SINT64) {
      this.varint(value < 0 ? -2 * value - 1 : 2 * value);
      return;
    }
    const whole = wholeOf(value);
    this.int64(whole < 0n ? -2n * whole - 1n : 2n * whole);
  }

  double(value: number): void {
    const at = this.#reserve(8);
    this.view.setFloat64(at, value, true);
  }

  raw(bytes: ArrayLike<number>): void {
    const length = bytes.length;
    if (length === 0) return;
    const at = this.#reserve(length);
    if (length > SHORT) this.bytes.set(bytes, at);
    else for (let i = 0; i < length; i++) this.bytes[at + i] = bytes[i] ?? 0;
  }

  /** A field of eight bytes whose value is filled in later. Returns the value's position. */
  blank(tag: number): number {
    const position = this.blankElement();
    this.varint(tag);
    return position;
  }

  /** The same, for an element of a packed field. */
  blankElement(): number {
    this.double(0);
    return this.length;
  }

  /** Makes a field that holds a message, or a packed list, of what was written since the length was `end`. */
  close(tag: number, end: number): void {
    this.varint(this.length - end);
    this.varint(tag);
  }

  /** A field that holds a message, or a packed list. The body is written by the call. */
  message(tag: number, body: () => void): void {
    const end = this.length;
    body();
    this.close(tag, end);
  }

  /** A string field, as UTF-8. Lone surrogates become U+FFFD. */
  text(tag: number, value: string): void {
    const end = this.length;
    if (!this.#ascii(value)) this.raw(encoder.encode(value));
    this.close(tag, end);
  }

  /** A string field that is left out when it is empty, as protocol buffers' version 3 does. */
  optionalText(tag: number, value: string): void {
    if (value !== "") this.text(tag, value);
  }

  /**
   * Writes a text of ASCII characters only; any other is left to the encoder, which costs more for short
   * texts.
   */
  #ascii(text: string): boolean {
    const at = this.#reserve(text.length);
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) {
        this.first += text.length;
        return false;
      }
      this.bytes[at + i] = code;
    }
    return true;
  }

  /**
   * Makes room for `size` bytes before those written, and returns where they begin. May replace `bytes` and
   * `view`.
   */
  #reserve(size: number): number {
    this.makeRoom(size);
    return this.first -= size;
  }

  #grow(size: number): void {
    const length = this.length;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, length + size));
    grown.set(this.written, grown.length - length);
    // `view` is made for `bytes`: they change together, here only.
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
    this.first = grown.length - length;
  }
}
