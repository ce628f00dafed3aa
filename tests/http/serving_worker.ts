/** A worker that records, and answers what it is asked on a port with percore's routes. */
import { connect } from "@percore/telemetry";
import { telemetryRoutes } from "../../src/http/mod.ts";
import { Colour, Labelled } from "../set/sample_sets.ts";

interface Asked {
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly method?: string;
}

// The two runtimes type the global object of a worker differently.
declare const self: {
  onmessage: ((event: MessageEvent<Asked>) => void) | null;
  postMessage(message: unknown): void;
};

const asked: Asked[] = [];
let answer: (request: Asked) => void = (request) => asked.push(request);
self.onmessage = ({ data }) => answer(data);

const telemetry = await connect({ cadence: 5 });
const set = telemetry.register(Labelled, {
  entity: { "service.instance.id": "test", "thread.id": telemetry.id },
  attributes: { "sample.region": "eu" },
});
set.with(Colour.red, 0).count.add(telemetry.id);
const app = telemetryRoutes(telemetry, {
  metrics: { path: "/mine", deadline: 500 },
  schema: { deadline: 500 },
  snapshot: { deadline: Infinity },
});
answer = async ({ path, headers = {}, method = "GET" }) => {
  const response = await app.request(path, { headers, method });
  self.postMessage({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    bytes: new Uint8Array(await response.arrayBuffer()),
  });
};
for (const request of asked) answer(request);
