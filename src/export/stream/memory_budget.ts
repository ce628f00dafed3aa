import { MalformedMessageError } from "../otlp/message_reader.ts";

/** What may be made of a stream's bytes, which can ask for far more than they are. */
export class MemoryBudget {
  #left: number;
  readonly #whole: MemoryBudget | undefined;
  #taken = 0;

  constructor(bytes: number, whole?: MemoryBudget) {
    this.#left = bytes;
    this.#whole = whole;
  }

  /** Takes some bytes, about as many as what is made will need. @throws {MalformedMessageError} when too few are left. */
  take(bytes: number): void {
    this.#whole?.take(bytes);
    if (bytes > this.#left) {
      throw new MalformedMessageError("it would take more memory than maxMemory allows");
    }
    this.#left -= bytes;
    this.#taken += bytes;
  }

  /** A part of the budget that can be given back. */
  part(): MemoryBudget {
    return new MemoryBudget(Infinity, this);
  }

  /** Gives all that was taken back to the budget that this is a part of. */
  release(): void {
    if (this.#whole !== undefined) this.#whole.#giveBack(this.#taken);
    this.#taken = 0;
  }

  #giveBack(bytes: number): void {
    if (this.#whole !== undefined) this.#whole.#giveBack(bytes);
    this.#left += bytes;
    this.#taken -= bytes;
  }
}
