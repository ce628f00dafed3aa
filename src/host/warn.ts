const warned = new Set<string>();

/** Most messages that are ever written: a defect that repeats with changing texts must not fill a log. */
const LIMIT = 100;

/** What was thrown, for people. A program may throw anything, even what can't be told. */
export function describe(error: unknown): string {
  try {
    return String(error);
  } catch {
    return `something that can't be told (${typeof error})`;
  }
}

/** Writes a warning to the console, the same one once. */
export function warnOnce(message: string): void {
  if (warned.has(message) || warned.size >= LIMIT) return;
  warned.add(message);
  try {
    console.warn(`percore: ${message}`);
  } catch {
    // A program may have put another function there, such as one that fails its tests.
  }
}
