/** Where files are read from. Paths have slashes between folders, and are relative to where the command was typed. */
export interface Tree {
  /** How a path is named to people. */
  nameOf(path: string): string;
  /** What is at a path; `undefined` where there is nothing. @throws when that can't be told. */
  look(path: string): Promise<Found | undefined>;
  /** The names of what is in a folder, in no order. @throws when it can't be read. */
  list(path: string): Promise<readonly string[]>;
  /** Says which files are read next: a tree may then fetch them all at once. */
  expect(paths: readonly string[]): void;
  /** The first `most` bytes of a file. @throws when it can't be read. */
  read(path: string, most: number): Promise<Uint8Array>;
  /** Why reading failed, in words. */
  reasonOf(error: unknown): string;
}

/** What is at a path. */
export interface Found {
  readonly kind: "file" | "folder" | "other";
  /** Two paths that lead to one thing give the same. */
  readonly id: string;
}
