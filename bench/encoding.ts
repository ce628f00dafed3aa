/** What the benchmarks of OTLP's encoding have in common: an aggregate, the ways to encode it, and to time them. */
import { ProtobufMetricsSerializer } from "@opentelemetry/otlp-transformer";
import { type Collection, createTelemetry } from "@percore/telemetry";
import { MetricsEncoder } from "../src/export/otlp/metrics_encoder.ts";
import { peerForm } from "../tests/otlp/peer_form.ts";
import { perCall } from "./benchmark.ts";

/** An instrument of any kind. */
type AnyInstrument = object;

export const telemetry = createTelemetry({ resource: { "service.name": "bench" }, cadence: 1e6 });
const reader = telemetry.reader();

/** An aggregate whose values change. */
export interface Changing {
  readonly collection: Collection;
  /** Changes all values, and reads them into the aggregate. */
  change(): void;
}

/** The aggregate of some instruments, all of which have a value. */
export function changing(instruments: readonly AnyInstrument[]): Changing {
  let round = 0;
  const change = () => {
    round++;
    for (const instrument of instruments) {
      if ("add" in instrument && typeof instrument.add === "function") instrument.add(12345);
      else if ("set" in instrument && typeof instrument.set === "function") instrument.set(round / 7);
      else if ("record" in instrument && typeof instrument.record === "function") {
        for (let i = 1; i < 9; i++) instrument.record(i / 9);
      }
    }
    telemetry.drain();
    reader.collect();
  };
  change();
  const { resource, sets } = reader.collect();
  return {
    collection: { resource, sets: sets.filter(({ descriptor }) => descriptor.name.startsWith("bench.")) },
    change,
  };
}

/**
 * Milliseconds of a call after all values have changed: with the caches as the same work has left them, and as the change
 * has left them.
 */
export async function timesOf(
  { change }: Changing,
  work: () => unknown,
): Promise<[warm: number, cold: number]> {
  const rounds = { rounds: 300 };
  return [await perCall(() => (change(), work()), work, rounds), await perCall(change, work, rounds)];
}

/** percore's way from an aggregate to a request. */
export function encoding({ collection }: Changing): () => Uint8Array<ArrayBuffer> {
  const encoder = new MetricsEncoder();
  return () => {
    const bytes = encoder.encode(collection);
    if (bytes === undefined) throw new Error("the aggregate has no points");
    return bytes;
  };
}

/** That of `@opentelemetry/otlp-transformer`, from objects that are made once. */
export function serializing({ collection }: Changing): () => Uint8Array {
  const peer = peerForm(collection);
  return () => {
    // Its declared input has more members than it reads.
    const bytes = ProtobufMetricsSerializer.serializeRequest(peer as never);
    if (bytes === undefined) throw new Error("the peer has serialized nothing");
    return bytes;
  };
}
