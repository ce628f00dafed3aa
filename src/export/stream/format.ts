/** What a stream's header says that it is. */
export const MAGIC = "percore.stream";

/** The version of the format that is written, and the latest that can be read. */
export const VERSION = 1;

/** The most bytes of a record, without its length. */
export const RECORD_LIMIT = 16 * 1024 * 1024;

/** The checksum's field, which ends each record: a byte for its tag, and the checksum. */
export const CHECKSUM_BYTES = 5;
