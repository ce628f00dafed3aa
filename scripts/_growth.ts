/**
 * By how much a figure grows: the least of the last third of its samples, less the least of the second third. The first
 * third is for what grows once: caches, compiled code, the heap's pages. What comes and goes, such as garbage, is not in
 * the least.
 */
export function growth(samples: readonly number[]): number {
  const third = Math.floor(samples.length / 3);
  if (third === 0) throw new RangeError(`${samples.length} samples are too few: it takes 3`);
  const last = samples.slice(-third), before = samples.slice(-2 * third, -third);
  return Math.min(...last) - Math.min(...before);
}
