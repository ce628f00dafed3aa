/** A worker of the soak: churns metric sets until it is told how to end, or is killed. */
import { connect } from "@percore/telemetry";
import { ARENA_BYTES, freeBytes } from "../src/set/arena.ts";
import { CONTROL_BYTES, ControlWord } from "../src/transport/ring.ts";
import { heapBytes } from "./_heap_bytes.ts";
import { Churn } from "./_soak_churn.ts";
import { SoakOrder, SoakWord } from "./_soak_words.ts";

/** Turns between two looks at the heap, which take longer than a turn. */
const LOOK = 50;

// The two runtimes type the global object of a worker differently.
declare const self: {
  onmessage: ((event: MessageEvent<SharedArrayBuffer>) => void) | null;
  close(): void;
};

const memory = Promise.withResolvers<SharedArrayBuffer>();
self.onmessage = ({ data }) => memory.resolve(data);
const telemetry = await connect({ cadence: 20 });
const words = new Int32Array(await memory.promise);
const churn = new Churn(telemetry, telemetry.id);
let turns = 0;
const control = new Int32Array(telemetry.memory.ring, 0, CONTROL_BYTES / 4);

/** Bytes of the ring that are written and not yet read. */
function ringBytes(): number {
  const tail = Atomics.load(control, ControlWord.tail), head = Atomics.load(control, ControlWord.head);
  return ((tail - head) >>> 0) * Float64Array.BYTES_PER_ELEMENT;
}

async function work(): Promise<void> {
  churn.turn();
  Atomics.store(words, SoakWord.arena, ARENA_BYTES - freeBytes());
  Atomics.store(words, SoakWord.ring, ringBytes());
  if (++turns % LOOK === 0) Atomics.store(words, SoakWord.heap, heapBytes());
  switch (Atomics.load(words, SoakWord.order)) {
    case SoakOrder.work:
      setTimeout(work, 10);
      break;
    case SoakOrder.close:
      await telemetry.close();
      self.close();
      break;
    case SoakOrder.leave:
      self.close();
  }
}
await work();
