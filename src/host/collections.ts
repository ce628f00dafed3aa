/**
 * Counts this thread's collections of garbage by an object that nobody holds: when it is gone, there was one. Neither
 * runtime has another source; entries of type `gc` never come. On V8, small collections of young objects don't count,
 * as they leave such objects alone.
 */
export class Collections {
  readonly #registry: FinalizationRegistry<undefined>;
  #count = 0;
  #isOver = false;

  constructor() {
    this.#registry = new FinalizationRegistry(() => {
      this.#count++;
      if (!this.#isOver) this.#mark();
    });
    this.#mark();
  }

  /** How many there were since the last call. */
  take(): number {
    const count = this.#count;
    this.#count = 0;
    return count;
  }

  /** Ends the counting. */
  stop(): void {
    this.#isOver = true;
  }

  #mark(): void {
    this.#registry.register({}, undefined);
  }
}
