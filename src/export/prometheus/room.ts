/** What there is still room for in an exposition. The first series that don't fit end it: none comes after them. */
export class Room {
  #left: number;
  #cut = 0;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Whether something didn't fit. */
  get isOver(): boolean {
    return this.#cut > 0;
  }

  /** How many series didn't fit. */
  get cut(): number {
    return this.#cut;
  }

  /** Takes room for bytes that are no series'. */
  take(bytes: number): void {
    this.#left -= bytes;
  }

  /** Takes room for the bytes of so many series; false when they don't fit. */
  takeSeries(bytes: number, series: number): boolean {
    if (this.#cut === 0 && bytes <= this.#left) {
      this.#left -= bytes;
      return true;
    }
    this.leaveOut(series);
    return false;
  }

  /** Leaves so many series out. */
  leaveOut(series: number): void {
    this.#cut += series;
  }
}
