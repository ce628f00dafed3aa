import { defineBounded, defineEnumeration, defineMetricSet, type WorkerTelemetry } from "@percore/telemetry";

const stability = "development";
const metric = { unit: "1", brief: "For the soak.", stability } as const;
const attribute = { brief: "For the soak.", stability } as const;

const Outcome = defineEnumeration({ ok: 0, odd: 1 }, ["ok", "odd"]);
const Route = defineBounded({ key: "soak.route", type: "string", bound: 5 });

/** Series in rows and pages, with exemplars. */
const Churned = defineMetricSet({
  name: "soak.churned",
  brief: "For the soak.",
  stability,
  version: "1.0.0",
  schemaUrl: "",
  entity: {
    type: "soak.worker",
    brief: "A worker.",
    stability,
    identity: [{ ...attribute, key: "thread.id", type: "int" }],
  },
  attributes: {
    registration: [{ ...attribute, key: "soak.region", type: "int" }],
    measurement: [
      { ...attribute, key: "soak.route", type: "string", bound: 5 },
      { ...attribute, key: "soak.outcome", type: "enum", values: ["ok", "odd"] },
    ],
  },
  metrics: [
    { ...metric, field: "count", name: "soak.count", instrument: "counter", valueType: "int" },
    {
      ...metric,
      field: "size",
      name: "soak.size",
      instrument: "histogram",
      valueType: "double",
      boundaries: [1, 10, 100],
      exemplars: "always_on",
    },
    {
      ...metric,
      field: "spread",
      name: "soak.spread",
      instrument: "histogram",
      valueType: "double",
      aggregation: "exponential",
    },
  ],
});

/** Sets that are registered at a time. */
const SETS = 8;
/** Recordings in a set between two registrations. */
const RECORDINGS = 20;
/** Different values of the registration attribute: what a reader has to remember is bounded. */
const REGIONS = 10;

/** Metric sets of one thread that come and go: with each turn the oldest is closed and another one registered. */
export class Churn {
  readonly #telemetry: Pick<WorkerTelemetry, "register">;
  readonly #thread: number;
  readonly #sets;
  #turns = 0;

  /** `thread` tells this thread's sets from others'. */
  constructor(telemetry: Pick<WorkerTelemetry, "register">, thread: number) {
    this.#telemetry = telemetry;
    this.#thread = thread;
    this.#sets = Array.from({ length: SETS }, () => this.#register());
  }

  turn(): void {
    this.#sets.shift()?.close();
    this.#sets.push(this.#register());
    for (const set of this.#sets) {
      for (let i = 0; i < RECORDINGS; i++) {
        const view = set.with(Route.from(`/${i % 5}`), i % 2 === 0 ? Outcome.ok : Outcome.odd);
        view.count.add(i);
        view.size.record(i);
        // Over many pages of buckets in the course of time, and few at a time.
        view.spread.record(2 ** (this.#turns % 100 - 50) * (i + 1));
      }
    }
  }

  #register() {
    const region = ++this.#turns % REGIONS;
    return this.#telemetry.register(Churned, {
      entity: { "thread.id": this.#thread },
      attributes: { "soak.region": region },
    });
  }
}
