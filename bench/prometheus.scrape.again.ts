import { PrometheusRenderer } from "@percore/telemetry/prometheus";
import { type Benchmark, perCall } from "./benchmark.ts";
import { Scraped, SERIES } from "./scraping.ts";

/** One in a hundred series changes, evenly spread. */
const EVERY = 100;

/** A page at a time, which isn't copied when nothing in it has changed. */
const PAGES = { pieceBytes: 1 };

/** A scrape of 10,000 int series of which 1 % have changed, in pieces. */
export const benchmark: Benchmark = {
  unit: "ms",
  floor: "all have changed",
  async run() {
    const scraped = new Scraped("ints"), { renderer } = scraped;
    const pieces = () => Array.from(renderer.renderChunks(scraped.collect(), PAGES));
    const whole = () => renderer.render(scraped.collect());
    const rounds = { rounds: 300 };
    // Once unmeasured, so that the first one measured has no compiler to wait for.
    await perCall(() => scraped.arrive(), pieces, rounds);
    return {
      value: await perCall(() => scraped.arrive(EVERY), pieces, rounds),
      floor: await perCall(() => scraped.arrive(), pieces, rounds),
      peers: {},
      extra: {
        "side by side": await perCall(() => scraped.arrive(1, SERIES / EVERY), pieces, rounds),
        "in one piece": await perCall(() => scraped.arrive(EVERY), whole, rounds),
        "in one piece, all changed": await perCall(() => scraped.arrive(), whole, rounds),
        "the first scrape": await perCall(
          () => {},
          () => new PrometheusRenderer().render(scraped.collect()),
          { rounds: 15 },
        ),
      },
    };
  },
};
