import type { RegistrySource } from "../source.ts";

/** What there is to say about the problems of one code. */
export interface Explanation {
  /** Why it is a problem. */
  readonly about: string;
  /** What to do. */
  readonly fix: string;
  /**
   * A schema that has problems of this code and no others, and the same without any problem. A text is that of the file
   * `shop.yaml`.
   */
  readonly wrong: string | RegistrySource;
  readonly right: string | RegistrySource;
  /** What is reported of the first of them, where it is found while files are looked for, not when they are compiled. */
  readonly report?: string;
}
