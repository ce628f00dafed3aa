/** Bytes of an exposition. */
export interface Part {
  /** The bytes as long as nothing else happens: whoever keeps them copies them. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The bytes, which stay as they are and which nobody may change. */
  give(): Uint8Array<ArrayBuffer>;
}

/** Bytes that stay as they are. */
export function fixedPart(bytes: Uint8Array<ArrayBuffer>): Part {
  return { bytes, give: () => bytes };
}

/** Says that there was work without bytes, so that whoever asks for parts can decide what is done next. */
export const NOTHING: Part = fixedPart(new Uint8Array());
