/** A worker that counts as fast as it can, and counts beside percore, in memory that percore doesn't know. */
import { connect } from "@percore/telemetry";
import { Colour, Labelled } from "../set/sample_sets.ts";

interface Start {
  readonly tally: SharedArrayBuffer;
}

// The two runtimes type the global object of a worker differently.
declare const self: {
  onmessage: ((event: MessageEvent<Start | "close">) => void) | null;
  postMessage(message: unknown): void;
};

const started = Promise.withResolvers<Start>();
let stop = false;
self.onmessage = ({ data }) => {
  if (data === "close") stop = true;
  else started.resolve(data);
};

const telemetry = await connect({ cadence: 5 });
const { tally } = await started.promise;
const counts = new BigInt64Array(tally);
const set = telemetry.register(Labelled, {
  entity: { "service.instance.id": "test", "thread.id": telemetry.id },
  attributes: { "sample.region": "eu" },
});
const red = set.with(Colour.red, 0), blue = set.with(Colour.blue, 1);

async function work(): Promise<void> {
  while (!stop) {
    for (let i = 0; i < 2000; i++) {
      red.count.add(1);
      counts[0] = (counts[0] ?? 0n) + 1n;
      blue.size.record(50);
      counts[1] = (counts[1] ?? 0n) + 1n;
    }
    // A task of its own, so that messages and timers get their turn.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  await telemetry.close();
  self.postMessage("closed");
}
void work();
self.postMessage("working");
