/** A worker that starts another one, as deep as it is told, and records how deep it stands. */
import { connect } from "@percore/telemetry";
import { Plain } from "../set/sample_sets.ts";

/** What a worker is told. */
export interface Depth {
  /** Workers below this one. */
  readonly below: number;
  /** Whether the next one is started before this one can attach it. */
  readonly early: boolean;
}

declare const self: {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown): void;
};

const told = Promise.withResolvers<Depth>();
self.onmessage = ({ data }) => told.resolve(data);
const { below, early } = await told.promise;

function start(): { readonly worker: Worker; readonly ready: Promise<void> } {
  const worker = new Worker(new URL("./nested_worker.ts", import.meta.url), { type: "module" });
  const ready = new Promise<void>((resolve) =>
    worker.addEventListener("message", ({ data }) => {
      if (data === "ready") resolve();
    })
  );
  worker.postMessage({ below: below - 1, early } satisfies Depth);
  return { worker, ready };
}

const started = early && below > 0 ? start() : undefined;
const telemetry = await connect({ cadence: 1e6 });
const set = telemetry.register(Plain);
set.count.add(4 * 10 ** below);
telemetry.flush();
set.count.add(10 ** below);
if (below > 0) {
  const { worker, ready } = started ?? start();
  const handle = telemetry.attach(worker);
  // Any other message asks for the end of the worker below.
  self.onmessage = () => {
    worker.terminate();
    void handle.ended().then(() => self.postMessage("over"));
  };
  await ready;
}
self.postMessage("ready");
