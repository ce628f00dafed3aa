import { parse } from "yaml";
import { hasOfficialRegistry, officialRegistry } from "../tests/codegen/official_registry.ts";
import { type Benchmark, perCall } from "./benchmark.ts";

/** So few, since each takes as long as a thousand rounds of others. */
const ROUNDS = { rounds: 10 };

/** A benchmark of work over the official registry, beside what the `yaml` package alone needs to parse its files. */
export function overOfficialRegistry(
  work: (registry: ReturnType<typeof officialRegistry>) => void,
): Benchmark {
  return {
    unit: "ms",
    floor: "yaml alone",
    ...(hasOfficialRegistry ? {} : { skip: "the official registry isn't there" }),
    async run() {
      const registry = officialRegistry(), { files, manifest } = registry;
      const texts = [...files, ...(manifest === undefined ? [] : [manifest])].map(({ text }) => text);
      const parsed = () => texts.forEach((text) => parse(text, { maxAliasCount: -1 }));
      const done = () => work(registry);
      // Once unmeasured, so that the first one measured has no compiler to wait for.
      await perCall(() => {}, parsed, ROUNDS);
      return {
        value: await perCall(() => {}, done, ROUNDS),
        floor: await perCall(() => {}, parsed, ROUNDS),
        peers: {},
      };
    },
  };
}
