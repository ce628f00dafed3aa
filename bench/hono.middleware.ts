import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { Benchmark } from "./benchmark.ts";
import { requestsPerSecond } from "./hono_load.ts";

/** Windows, in each of which every app is asked once, and the requests of one. */
const ROUNDS = 12, REQUESTS = 4000;

/** A server in a process of its own: the app of each name has a port. */
async function startServer() {
  const flags = process.versions.bun === undefined ? ["run", "-A"] : [];
  const script = fileURLToPath(new URL("./hono_server.ts", import.meta.url));
  const server = spawn(process.execPath, [...flags, script], { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = await once(server.stdout, "data");
  const ports: Readonly<Record<string, number>> = JSON.parse(String(line));
  return { ports, stop: () => server.stdin.end() };
}

/**
 * Requests a second of a Hono app with `httpServerMetrics()`, over those of the same app without any middleware: one
 * route with a parameter, a short JSON answer, 64 requests in flight on loopback.
 */
export const benchmark: Benchmark = {
  unit: "ratio",
  floor: "a middleware that does nothing, over none",
  async run() {
    const { ports, stop } = await startServer();
    const rates: Record<string, number> = {};
    for (let round = -1; round < ROUNDS; round++) {
      for (const [name, port] of Object.entries(ports)) {
        const rate = await requestsPerSecond(port, REQUESTS);
        // The first round warms up.
        if (round >= 0) rates[name] = Math.max(rates[name] ?? 0, rate);
      }
    }
    stop();
    const { without = NaN, nothing = NaN, percore = NaN, ...peers } = rates;
    return {
      value: percore / without,
      floor: nothing / without,
      peers: Object.fromEntries(Object.entries(peers).map(([name, rate]) => [name, rate / without])),
      extra: { "over a middleware that does nothing": percore / nothing },
    };
  },
};
