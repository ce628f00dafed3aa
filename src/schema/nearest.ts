const LONGEST_NAME = 100;

/** The number of insertions, deletions and replacements between two names (Levenshtein), or `limit` if not below it. */
function distance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) >= limit) return limit;
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    if (Math.min(...current) >= limit) return limit;
    previous = current;
  }
  return Math.min(previous[to.length] ?? limit, limit);
}

/** The name that was probably meant; `undefined` if none is near. The first of several that are equally near. */
export function nearest(name: string, names: Iterable<string>): string | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  let found: string | undefined;
  let limit = Math.floor(name.length / 3) + 2;
  for (const candidate of names) {
    const steps = distance(name, candidate, limit);
    if (steps >= limit) continue;
    [found, limit] = [candidate, steps];
  }
  return found;
}
