import { bareLoop, BATCH_SUM } from "./adding.ts";
import { BATCH, type Benchmark, expectEqual, INTS, perOperation } from "./benchmark.ts";
import { sumOf, telemetry } from "./collected.ts";
import { openTelemetryCounter, Peer, prometheusCounter } from "./peers.ts";
import {
  ErrorType,
  HttpRequests,
  METHODS,
  PROTOCOL_VERSIONS,
  Route,
  SCHEMES,
  StatusCode,
} from "./http_requests.ts";

/** What is recorded in turn: 64 tuples, of which the half are errors. */
const REQUESTS = Array.from({ length: 64 }, (_, k) => ({
  method: k & 3,
  route: `/api/v1/resource/${(k >> 2) & 7}`,
  status: k < 32 ? 200 + (k & 1) : 500 + (k & 3),
  scheme: (k >> 1) & 1,
  error: k < 32 ? undefined : `failure_${(k >> 1) & 3}`,
  version: k & 1,
}));

/** The same as indices: bounded values are interned once. */
const TUPLES = REQUESTS.map((request) => ({
  ...request,
  route: Route.from(request.route),
  status: StatusCode.from(request.status),
  error: request.error === undefined ? undefined : ErrorType.from(request.error),
}));

/** The same as texts, for the peers' labels. */
const LABELS = REQUESTS.map(({ method, route, status, scheme, error = "", version }) => ({
  method: METHODS[method] ?? "",
  route,
  status,
  scheme: SCHEMES[scheme] ?? "",
  error,
  version: PROTOCOL_VERSIONS[version] ?? "",
}));

const set = telemetry.register(HttpRequests);

/** `with(…).count.add(n)` with six attributes, in table storage: 64 tuples in turn; the peers add with six labels. */
export const benchmark: Benchmark = {
  unit: "ns",
  floor: "u32[i] += n over 64 slots",
  async run() {
    if (!HttpRequests.layout.table) throw new Error("the set is not in table storage");
    for (const odd of [NaN, -1, 0.5, Infinity]) set.with(odd, 0, 0, 0, 0, 0).count.add(odd);
    let expected = 0;
    const value = await perOperation(() => {
      for (let k = 0; k < BATCH; k++) {
        const tuple = TUPLES[k & 63];
        if (tuple === undefined) continue;
        const { method, route, status, scheme, error, version } = tuple;
        set.with(method, route, status, scheme, error, version).count.add(INTS[k & 1023] ?? 0);
      }
      expected += BATCH_SUM;
    });
    expectEqual("the sum", sumOf(HttpRequests, "count"), expected);
    return { value, floor: await bareLoop(), peers: await peersAddSix() };
  },
};

/** The peers' adds with six labels, whose object is made for each add as in a program, in ns. */
async function peersAddSix(): Promise<Readonly<Record<string, number>>> {
  const names = ["method", "route", "status", "scheme", "error", "version"] as const;
  const prometheus = prometheusCounter(names).counter;
  const openTelemetry = openTelemetryCounter().counter;
  return {
    [Peer.prometheus]: await perOperation(() => {
      for (let k = 0; k < BATCH; k++) {
        const labels = LABELS[k & 63];
        if (labels === undefined) continue;
        const { method, route, status, scheme, error, version } = labels;
        prometheus.inc({ method, route, status, scheme, error, version }, INTS[k & 1023]);
      }
    }),
    [Peer.opentelemetry]: await perOperation(() => {
      for (let k = 0; k < BATCH; k++) {
        const labels = LABELS[k & 63];
        if (labels === undefined) continue;
        const { method, route, status, scheme, error, version } = labels;
        openTelemetry.add(INTS[k & 1023] ?? 0, { method, route, status, scheme, error, version });
      }
    }),
  };
}
