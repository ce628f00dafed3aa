/**
 * Refuses options that nobody reads: a misspelt one would be left out in silence.
 *
 * @throws {TypeError} that names the key, and those that there are.
 */
export function checkKeys(where: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new TypeError(`${where}: there is no key ${unknown}: ${known.join(", ")}`);
}
