import { type OwnThread, startThread } from "../host/own_thread.ts";
import type { NodeStart } from "./node_thread.ts";

/** Starts an aggregating worker's thread, whose module is beside this one, compiled or not. */
export function startNodeThread(start: NodeStart, lost: (reason: unknown) => void): OwnThread | undefined {
  const { url } = import.meta, extension = url.slice(url.lastIndexOf("."));
  const thread = startThread(new URL(`./node_thread${extension}`, url), lost);
  thread?.post(start);
  return thread;
}
