const LONGEST_NAME = 100;

/** The number of insertions, deletions and replacements between two names (Levenshtein), or `limit` if not below it. */
function distance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) >= limit) return limit;
  const letters = to.split("");
  // Of what was read of `from`, the steps to each beginning of `to` that isn't empty: letter by letter, row by row.
  let steps = letters.map((_, column) => column + 1);
  for (const [row, letter] of from.split("").entries()) {
    let diagonal = row, left = row + 1;
    steps = steps.map((above, column) => {
      left = Math.min(diagonal + (letter === letters[column] ? 0 : 1), above + 1, left + 1);
      diagonal = above;
      return left;
    });
    if (Math.min(row + 1, ...steps) >= limit) return limit;
  }
  return Math.min(steps.at(-1) ?? from.length, limit);
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
