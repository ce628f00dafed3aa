/** Words of the memory in which a worker counts beside percore, by index. */
export const TallyWord = {
  /** The last round of recordings that was begun: what is recorded of it may be all, some or none. */
  begun: 0,
  /** The last round of which all is recorded. */
  done: 1,
  /** The worker's number; 0 until it has registered. */
  id: 2,
} as const;

/** Bytes of that memory. */
export const TALLY_BYTES = 12;
