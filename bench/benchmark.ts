import { measure } from "mitata";

/** What one benchmark measured in one process. */
export interface Measurement {
  /** The best of the samples, in the benchmark's unit. */
  readonly value: number;
  /** What the goal compares it with, measured in the same process and unit. */
  readonly floor: number;
  /** The peers' values for the same work. */
  readonly peers: Readonly<Record<string, number>>;
  /** Other figures of the same work, in the benchmark's unit, by what they are. */
  readonly extra?: Readonly<Record<string, number>>;
}

/** One benchmark: its name is its file's. */
export interface Benchmark {
  /** Of a `ratio`, more is better, of all others less. */
  readonly unit: "ns" | "ms" | "bytes" | "MiB" | "percent" | "ratio";
  /** What the floor is, for people. */
  readonly floor: string;
  /** Why it can't be run here. */
  readonly skip?: string;
  run(): Promise<Measurement>;
}

/** Operations in one sample of {@linkcode perOperation}: enough for a clock that counts in microseconds. */
export const BATCH = 65_536;

/** Nanoseconds of one operation, where a call of `batch` makes `operations` of them: the best sample. */
export async function perOperation(batch: () => void, operations: number = BATCH): Promise<number> {
  const { min } = await measure(batch, { min_cpu_time: 4e8 });
  return min / operations;
}

/** Milliseconds of one call of `work`, each after an unmeasured call of `prepare`: the best of the rounds. */
export async function perCall(
  prepare: () => void,
  work: () => unknown,
  { rounds = 60 }: { rounds?: number } = {},
): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    prepare();
    const begin = performance.now();
    await work();
    best = Math.min(best, performance.now() - begin);
  }
  return best;
}

/** Arguments that no compiler can foresee, all small whole numbers. */
export const INTS: Int32Array = Int32Array.from({ length: 1024 }, () => 1 + Math.floor(Math.random() * 9));

/** Fails the benchmark when work was skipped or done wrong. */
export function expectEqual(what: string, found: number, expected: number): void {
  if (found !== expected) throw new Error(`${what} is ${found}, not ${expected}`);
}
