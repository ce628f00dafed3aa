import { createTelemetry } from "@percore/telemetry";
import { metricsRoutes } from "@percore/telemetry/hono";
import { type Benchmark, expectEqual } from "./benchmark.ts";
import { Series } from "./sets.ts";

const SETS = 50, ROUTES = 50, OUTCOMES = 40;

/** What a slice may take. */
const GOAL = 5;

/** The longest time, in milliseconds, in which no timer fires while something is awaited. */
async function longestBlock(work: () => Promise<void>): Promise<number> {
  let last = performance.now(), longest = 0;
  const look = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(look, 0);
  await work();
  look();
  clearInterval(timer);
  return longest;
}

/** The longest block of the event loop while 100,000 series are scraped by the route, all of them changed. */
export const benchmark: Benchmark = {
  unit: "ms",
  floor: `the goal, ${GOAL} ms`,
  async run() {
    const telemetry = createTelemetry({ resource: {}, cadence: 1e6, ringBytes: 2 ** 24 });
    const app = metricsRoutes(telemetry, { cardinalityLimit: 200_000 });
    const sets = Array.from(
      { length: SETS },
      (_, shard) => telemetry.register(Series, { attributes: { shard } }),
    );
    const change = () => {
      for (const set of sets) {
        for (let route = 0; route < ROUTES; route++) {
          for (let outcome = 0; outcome < OUTCOMES; outcome++) set.with(route, outcome).count.add(1234);
        }
        telemetry.drain();
      }
    };
    let bytes = 0;
    const scrape = async () => {
      const response = await app.request("/metrics");
      bytes = 0;
      for await (const piece of response.body ?? []) bytes += piece.length;
    };
    change();
    const first = await longestBlock(scrape);
    let again = Infinity;
    for (let round = 0; round < 10; round++) {
      change();
      again = Math.min(again, await longestBlock(scrape));
    }
    const text = await (await app.request("/metrics")).text();
    // Percore's own metrics may have changed by a digit.
    expectEqual("the number of kilobytes", Math.round(text.length / 1000), Math.round(bytes / 1000));
    const series = text.split("\n").filter((line) => line.startsWith("bench_series_count_total{")).length;
    expectEqual("the number of series", series, SETS * ROUTES * OUTCOMES);
    await telemetry.shutdown();
    return { value: again, floor: GOAL, peers: {}, extra: { "the first scrape": first } };
  },
};
