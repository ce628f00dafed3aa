const warned = new Set<string>();

/** Most messages that are ever written: a defect that repeats with changing texts must not fill a log. */
const LIMIT = 100;

/** Writes a warning to the console, the same one once. */
export function warnOnce(message: string): void {
  if (warned.has(message) || warned.size >= LIMIT) return;
  warned.add(message);
  console.warn(`percore: ${message}`);
}
