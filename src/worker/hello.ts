import type { ThreadName } from "../host/thread.ts";
import { LINE_BYTES } from "../set/arena.ts";
import { CONTROL_BYTES, isRingSize } from "../transport/ring.ts";
import { ANSWER_BYTES } from "./answer.ts";

/** Changes whenever two threads with different versions of percore couldn't read each other's memory. */
export const PROTOCOL = 2;

/** The message with which a worker offers its memory to the thread that started it. */
export interface Hello {
  readonly percore: typeof PROTOCOL;
  /** Drawn at random by the worker: tells a repeated message from another worker's. */
  readonly epoch: number;
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
  const { percore, epoch, arena, ring, answer, root, node }: Partial<Record<keyof Hello, unknown>> = message;
  return typeof percore === "number" && typeof epoch === "number" && isMemory(arena) && isMemory(ring) &&
    isRingSize(ring.byteLength - CONTROL_BYTES) && typeof root === "number" &&
    Number.isInteger(root / LINE_BYTES) &&
    root > 0 && root < arena.byteLength &&
    (node === undefined || (typeof node === "number" && Number.isSafeInteger(node) && node >= 0)) &&
    (percore !== PROTOCOL || (isMemory(answer) && answer.byteLength === ANSWER_BYTES));
}

function isMemory(value: unknown): value is ArrayBufferLike {
  return typeof SharedArrayBuffer === "function" && value instanceof SharedArrayBuffer;
}
