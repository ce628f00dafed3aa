const FIRST_BYTES = 4096;

/** Bytes that are put together. */
export class Joint {
  #bytes = new Uint8Array();
  #length = 0;
  /** How many bytes were taken last: as many are likely to come again. */
  #expected = FIRST_BYTES;

  /** How many bytes there are. */
  get length(): number {
    return this.#length;
  }

  /** Copies bytes to the end; how many there are now. */
  add(bytes: Uint8Array): number {
    const at = this.#length, end = at + bytes.length;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, this.#expected, at * 2));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, at);
    return this.#length = end;
  }

  /** Takes all bytes out. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#expected = this.#length;
    this.#bytes = new Uint8Array();
    this.#length = 0;
    return taken;
  }
}
