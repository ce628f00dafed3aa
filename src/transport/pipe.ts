/**
 * A pipe: shared memory through which one thread sends another one messages of any length, also of more than the pipe
 * has room for. A message is a run of frames: what a ring holds from its beginning.
 *
 * In the pipe it is one unit (8 bytes) with the number of units that follow and the same number with all its bits
 * turned, by which memory is known that somebody else has overwritten; then these units. As in a ring, positions count
 * units modulo 2^32 and each side stores its own alone; a message may be broken by the pipe's end, or come in pieces as
 * the reader makes room.
 */
import { announce } from "../host/wait.ts";
import { CONTROL_BYTES, controlOf, ControlWord, createRing } from "./ring.ts";

/** Bytes of a pipe: at 16 bytes a cell, a quarter of a million of cells go through in one go. */
const PIPE_BYTES = 4 * 1024 * 1024;

/** The longest message: 4 GiB. */
const MAX_UNITS = 2 ** 29;

/** Words of a unit. */
const UNIT = 2;

/** Words of a pipe's control lines besides `tail` and `head` of a ring, by index. */
export const PipeWord = {
  /** Counted up by the writer whenever it has looked for something to send. */
  beats: 1,
  /** Counted up by the reader when it wants the writer to look now. */
  wakes: 32,
  /** Set by the reader: from the next message on, workers are told apart. */
  splits: 33,
  /** Set by the reader: nobody reads any more. */
  closed: 34,
} as const;

/** Makes an empty pipe in memory that threads can share. */
export function createPipe(bytes: number = PIPE_BYTES): ArrayBufferLike {
  return createRing(bytes);
}

/** The writing end of a pipe. */
export class PipeWriter {
  readonly #control: Int32Array;
  readonly #u32: Uint32Array;
  #tail: number;
  #message: Uint32Array = new Uint32Array();
  /** How much of the message is sent, in words; less than 0 before its length is. */
  #sent = 0;

  constructor(pipe: ArrayBufferLike) {
    this.#control = controlOf(pipe);
    this.#u32 = new Uint32Array(pipe, CONTROL_BYTES);
    this.#tail = Atomics.load(this.#control, ControlWord.tail);
  }

  /** Begins to send frames, which must stay as they are until {@linkcode push} has returned true. */
  send(frames: Uint32Array): void {
    this.#message = frames;
    this.#sent = -UNIT;
  }

  /** Sends as much as there is room for: true when nothing is left. */
  push(): boolean {
    const { length } = this.#message, capacity = this.#u32.length;
    while (this.#sent < length) {
      const used = ((this.#tail - Atomics.load(this.#control, ControlWord.head)) >>> 0) * UNIT;
      const place = (this.#tail * UNIT) & (capacity - 1);
      const left = this.#sent < 0 ? UNIT : length - this.#sent;
      const words = Math.min(left, capacity - used, capacity - place);
      if (words <= 0) return false;
      if (this.#sent < 0) {
        this.#u32[place] = length / UNIT;
        this.#u32[place + 1] = ~(length / UNIT);
      } else this.#u32.set(this.#message.subarray(this.#sent, this.#sent + words), place);
      this.#sent += words;
      this.#tail = (this.#tail + words / UNIT) | 0;
      announce(this.#control, ControlWord.tail, this.#tail);
    }
    return true;
  }
}

/** The reading end of a pipe. */
export class PipeReader {
  readonly #control: Int32Array;
  readonly #u32: Uint32Array;
  #head: number;
  /** Memory like a ring's, for whole messages. */
  #frames = createRing(0);
  #words = new Uint32Array();
  /** Words of the message that is being read, and how many of them are there; no length is known before the first. */
  #length: number | undefined;
  #read = 0;
  #corrupt = false;

  constructor(pipe: ArrayBufferLike) {
    this.#control = controlOf(pipe);
    this.#u32 = new Uint32Array(pipe, CONTROL_BYTES);
    this.#head = Atomics.load(this.#control, ControlWord.head);
  }

  /** True once a length was found that can't be one; the rest of the pipe is unreadable then. */
  get corrupt(): boolean {
    return this.#corrupt;
  }

  /** The next whole message, in memory like a ring's that is good until the next call; `undefined` when there is none. */
  next(): ArrayBufferLike | undefined {
    while (!this.#corrupt) {
      const available = ((Atomics.load(this.#control, ControlWord.tail) - this.#head) >>> 0) * UNIT;
      if (available === 0) {
        // Said again in case somebody else has overwritten it: the writer would find no room any more.
        if (Atomics.load(this.#control, ControlWord.head) !== this.#head) this.#advance(0);
        return undefined;
      }
      const place = (this.#head * UNIT) & (this.#u32.length - 1);
      if (this.#length === undefined) this.#begin(this.#u32[place] ?? 0, this.#u32[place + 1] ?? 0);
      else this.#append(place, Math.min(available, this.#u32.length - place));
      if (this.#length !== this.#read) continue;
      this.#length = undefined;
      Atomics.store(controlOf(this.#frames), ControlWord.tail, this.#read / UNIT);
      return this.#frames;
    }
    return undefined;
  }

  #begin(units: number, turned: number): void {
    if (units === 0 || units > MAX_UNITS || turned !== ~units >>> 0) {
      this.#corrupt = true;
      return;
    }
    this.#advance(1);
    this.#length = units * UNIT;
    this.#read = 0;
    if (this.#length <= this.#words.length) return;
    // A ring's capacity is a power of two.
    this.#frames = new ArrayBuffer(CONTROL_BYTES + 2 ** Math.ceil(Math.log2(units)) * 8);
    this.#words = new Uint32Array(this.#frames, CONTROL_BYTES);
  }

  #append(place: number, available: number): void {
    const words = Math.min(available, (this.#length ?? 0) - this.#read);
    this.#words.set(this.#u32.subarray(place, place + words), this.#read);
    this.#read += words;
    this.#advance(words / UNIT);
  }

  /** Gives memory back to the writer, and wakes it if it waits for room. */
  #advance(units: number): void {
    this.#head = (this.#head + units) | 0;
    announce(this.#control, ControlWord.head, this.#head);
  }
}
