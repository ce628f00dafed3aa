/** A task of a pool, in a worker that joins through a channel if it is told one. */
import { workerData } from "node:worker_threads";
import { connect, type PortLike } from "@percore/telemetry";
import { Plain } from "../set/sample_sets.ts";

/** How the pool is made. */
export interface PoolData {
  readonly channel: string | undefined;
  /** Whether the worker blocks when it has nothing to do. */
  readonly blocks: boolean;
}

const { channel, blocks }: PoolData = workerData;
const port: PortLike & { close(): void } | undefined = channel === undefined
  ? undefined
  : new BroadcastChannel(channel);
const telemetry = await connect(port === undefined ? {} : { port });
port?.close();
const set = telemetry.register(Plain);

export default function (amount: number): void {
  set.count.add(amount);
  if (blocks) telemetry.flush();
}
