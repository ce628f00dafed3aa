import type { UnixNanos } from "../host/clock.ts";
import { unixNanos } from "../host/clock.ts";
import type { Attributes } from "../set/attribute.ts";
import { Accumulator } from "./accumulator.ts";
import type { Collection, Resource, Temporality } from "./collection.ts";
import type { SetIdentity } from "./set_identity.ts";

/** Attributes that tell the workers of one process apart (semantic conventions, "thread"). */
const WORKER_ATTRIBUTES: readonly string[] = ["thread.id", "thread.name"];

/** What a reader wants to see. */
export interface ReaderOptions {
  /**
   * What the points' values are relative to.
   *
   * @default "cumulative"
   */
  readonly temporality?: Temporality;
  /**
   * `process`: one series for all workers, which goes on when a worker is replaced. `worker`: the entity's
   * `thread.id` and `thread.name` stay, one series for each worker.
   *
   * @default "process"
   */
  readonly by?: "process" | "worker";
}

/** Where frames are added up for one consumer. No reader sees or disturbs another's values. */
export class Reader {
  readonly temporality: Temporality;
  readonly by: "process" | "worker";
  readonly start: UnixNanos = unixNanos();
  readonly #resource: Resource;
  readonly #sets = new Map<string, Accumulator>();

  constructor(resource: Resource, options: ReaderOptions) {
    this.#resource = resource;
    this.temporality = options.temporality ?? "cumulative";
    this.by = options.by ?? "process";
  }

  /** Where the frames of a set belong. */
  accumulatorFor(set: SetIdentity): Accumulator {
    const hidden = this.by === "worker" ? [] : WORKER_ATTRIBUTES;
    const { entity: { identity = [] } = {}, attributes: { registration } } = set.descriptor;
    // What describes an entity doesn't tell it from another one: the first description is kept.
    const key = JSON.stringify([
      set.number,
      identity.map(({ key }) => hidden.includes(key) ? undefined : set.entity[key]),
      registration.map(({ key }) => set.attributes[key]),
    ]);
    let accumulator = this.#sets.get(key);
    if (accumulator === undefined) {
      const entity = without(set.entity, hidden);
      accumulator = new Accumulator(set.descriptor, set.layout, entity, set.attributes, this.start);
      this.#sets.set(key, accumulator);
    }
    return accumulator;
  }

  /** What has arrived. The collection's values are read in place: they are good until more is drained. */
  collect(): Collection {
    return { resource: this.#resource, temporality: this.temporality, sets: [...this.#sets.values()] };
  }
}

function without(attributes: Attributes, keys: readonly string[]): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => !keys.includes(key)));
}
