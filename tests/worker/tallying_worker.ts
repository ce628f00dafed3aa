/**
 * A worker under full load that says, in memory that percore doesn't know, which round of recordings it has begun and
 * which it has done.
 */
import { connect, defineMetricSet } from "@percore/telemetry";
import { TallyWord } from "./tally.ts";

// The two runtimes type the global object of a worker differently.
declare const self: { onmessage: ((event: MessageEvent<SharedArrayBuffer>) => void) | null };

const stability = "development";
const metric = { unit: "1", brief: "For tests.", stability } as const;

/** An instrument of each shape in memory, each recorded in once a round. */
const Rounds = defineMetricSet({
  name: "kills.rounds",
  brief: "For tests.",
  stability,
  version: "1.0.0",
  schemaUrl: "",
  entity: {
    type: "kills.worker",
    brief: "A worker.",
    stability,
    identity: [{ key: "thread.id", type: "int", brief: "The worker.", stability }],
  },
  attributes: { registration: [], measurement: [] },
  metrics: [
    { ...metric, field: "count", name: "kills.count", instrument: "counter", valueType: "int" },
    { ...metric, field: "amount", name: "kills.amount", instrument: "counter", valueType: "double" },
    { ...metric, field: "open", name: "kills.open", instrument: "updowncounter", valueType: "int" },
    {
      ...metric,
      field: "total",
      name: "kills.total",
      instrument: "counter",
      valueType: "int",
      recording: "observe",
    },
    {
      ...metric,
      field: "size",
      name: "kills.size",
      instrument: "histogram",
      valueType: "double",
      boundaries: [1, 10],
    },
    {
      ...metric,
      field: "spread",
      name: "kills.spread",
      instrument: "histogram",
      valueType: "double",
      aggregation: "exponential",
    },
  ],
});

/** Rounds between two flushes that the worker makes itself, besides those of the cadence. */
const ROUNDS = 50;

const tally = Promise.withResolvers<Int32Array>();
self.onmessage = ({ data }) => tally.resolve(new Int32Array(data));
const telemetry = await connect({ cadence: 1, ringBytes: 65536 });
const words = await tally.promise;
const set = telemetry.register(Rounds, { entity: { "thread.id": telemetry.id } });
Atomics.store(words, TallyWord.id, telemetry.id);

let round = 0;

function work(): void {
  // Long enough to be busy most of the time, short enough to answer messages and timers.
  for (const end = performance.now() + 2; performance.now() < end;) {
    for (let i = 0; i < ROUNDS; i++) {
      Atomics.store(words, TallyWord.begun, ++round);
      set.count.add(1);
      set.amount.add(1);
      set.open.add(1);
      set.total.observe(round);
      set.size.record(5);
      set.spread.record(round);
      Atomics.store(words, TallyWord.done, round);
    }
    telemetry.flush();
  }
  setTimeout(work, 0);
}
work();
