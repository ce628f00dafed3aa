import type { Benchmark } from "./benchmark.ts";
import { perFlush } from "./flushing.ts";
import { crossed } from "./sets.ts";

const TOUCHED = 100;

/** Flushes in one sample: some milliseconds. */
const FLUSHES = 256;

/** Of a set with `rows` times `columns` cells, a hundred are added to, evenly spread; all exist. */
function perSparseFlush(rows: number, columns: number): Promise<number> {
  return perFlush((registry) => {
    const set = registry.register(crossed(rows, columns), undefined);
    const cells = Array.from(
      { length: rows * columns },
      (_, cell) => set.with(cell % rows, Math.floor(cell / rows)).count,
    );
    return cells.filter((_, cell) => cell % (cells.length / TOUCHED) === 0);
  }, FLUSHES);
}

/** A flush of 100,000 cells of which 100 were added to, and the skipping of its frame. */
export const benchmark: Benchmark = {
  unit: "ns",
  floor: "the flush of 1,000 cells of which 100 were added to",
  async run() {
    return { value: await perSparseFlush(400, 250), floor: await perSparseFlush(40, 25), peers: {} };
  },
};
