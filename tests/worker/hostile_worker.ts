/** A worker that posts what looks like percore's messages, and isn't. */
import { ANSWER_BYTES } from "../../src/worker/answer.ts";
import { PROTOCOL } from "../../src/worker/hello.ts";

declare const self: { onmessage: (() => void) | null; postMessage(message: unknown): void };

// Listening keeps it alive.
self.onmessage = () => {};

const memory = (bytes: number) => new SharedArrayBuffer(bytes);
const hello = {
  percore: PROTOCOL,
  arena: memory(65536),
  ring: memory(65536 + 256),
  answer: memory(ANSWER_BYTES),
  root: 64,
  thread: undefined,
};
const overwritten = memory(65536);
new Uint32Array(overwritten).fill(64);
for (
  const message of [
    { percore: PROTOCOL, ring: 5 },
    { ...hello, answer: memory(10) },
    { ...hello, answer: undefined },
    { ...hello, ring: memory(10) },
    { ...hello, ring: null },
    { ...hello, arena: undefined },
    { ...hello, root: 1e9 },
    { ...hello, root: NaN },
    { ...hello, node: "0" },
    { ...hello, node: -1 },
    { ...hello, node: 0.5 },
    { ...hello, thread: null },
    { ...hello, thread: 5 },
    { ...hello, thread: { task: 5 } },
    hello,
    { ...hello, ring: memory(65536 + 256), arena: overwritten },
  ]
) self.postMessage(message);
self.postMessage("done");
