import type { PortLike, ThreadName } from "../host/thread.ts";
import { warnOnce } from "../host/warn.ts";
import { LINE_BYTES } from "../set/arena.ts";
import { CONTROL_BYTES, isRingSize } from "../transport/ring.ts";
import { ANSWER_BYTES } from "./answer.ts";

/** Changes whenever two threads with different versions of percore couldn't read each other's memory. */
export const PROTOCOL = 3;

/** The message with which a worker offers its memory to the thread that aggregates. It may be posted many times. */
export interface Hello {
  readonly percore: typeof PROTOCOL;
  readonly arena: ArrayBufferLike;
  readonly ring: ArrayBufferLike;
  /** Where it expects its {@linkcode Answer}. */
  readonly answer: ArrayBufferLike;
  /** Offset of the list of the worker's blocks in its arena. */
  readonly root: number;
  readonly thread: ThreadName | undefined;
  /** The NUMA node on which the thread runs and has its memory; `undefined` when it isn't pinned. */
  readonly node: number | undefined;
}

/** Whether a message is a worker's {@linkcode Hello}, of any version. */
export function isHello(message: unknown): message is Hello {
  if (typeof message !== "object" || message === null) return false;
  const { percore, arena, ring, answer, root, thread, node }: Partial<Record<keyof Hello, unknown>> = message;
  return typeof percore === "number" && isMemory(arena) && isMemory(ring) &&
    isRingSize(ring.byteLength - CONTROL_BYTES) && typeof root === "number" &&
    Number.isInteger(root / LINE_BYTES) &&
    root > 0 && root < arena.byteLength &&
    (thread === undefined || isThreadName(thread)) &&
    (node === undefined || (typeof node === "number" && Number.isSafeInteger(node) && node >= 0)) &&
    (percore !== PROTOCOL || (isMemory(answer) && answer.byteLength === ANSWER_BYTES));
}

/** Posts a worker's offer; false, with a warning, when the port is of no use any more. */
export function postHello(port: PortLike, hello: Hello): boolean {
  try {
    port.postMessage(hello);
    return true;
  } catch (error) {
    warnOnce(`a worker can't be offered to the thread that aggregates: ${error}`);
    return false;
  }
}

function isThreadName(value: unknown): value is ThreadName {
  return typeof value === "object" && value !== null && "task" in value && typeof value.task === "string";
}

function isMemory(value: unknown): value is ArrayBufferLike {
  return typeof SharedArrayBuffer === "function" && value instanceof SharedArrayBuffer;
}
