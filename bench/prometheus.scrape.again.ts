import { PrometheusRenderer } from "@percore/telemetry/prometheus";
import { type Benchmark, perCall } from "./benchmark.ts";
import { Scraped } from "./scraping.ts";

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
    return {
      value: await perCall(() => scraped.arrive(EVERY), pieces),
      floor: await perCall(() => scraped.arrive(), pieces),
      peers: {},
      extra: {
        "in one piece": await perCall(() => scraped.arrive(EVERY), whole),
        "in one piece, all changed": await perCall(() => scraped.arrive(), whole),
        "the first scrape": await perCall(
          () => {},
          () => new PrometheusRenderer().render(scraped.collect()),
          { rounds: 15 },
        ),
      },
    };
  },
};
