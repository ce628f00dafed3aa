/** What a worker of the soak shares with the main thread, by index. */
export const SoakWord = {
  /** What the main thread wants it to do, see `SoakOrder`. */
  order: 0,
  /** Bytes of its arena that are in use. */
  arena: 1,
  /** Bytes of its ring that wait to be drained. */
  ring: 2,
  /** Bytes of its objects. */
  heap: 3,
} as const;

/** Bytes of that memory. */
export const SOAK_BYTES = 16;

/** What a worker may be told. */
export const SoakOrder = {
  work: 0,
  /** To close its telemetry and then itself. */
  close: 1,
  /** To close itself and nothing else. */
  leave: 2,
} as const;
