/** A worker that joins through the port that it is sent, records once, and says so. */
import { connect } from "@percore/telemetry";
import { Plain } from "../set/sample_sets.ts";

declare const self: {
  onmessage: ((event: MessageEvent<MessagePort>) => void) | null;
  postMessage(message: string): void;
};

const sent = Promise.withResolvers<MessagePort>();
self.onmessage = ({ data }) => sent.resolve(data);
const port = await sent.promise;
const telemetry = await connect({ port });
port.close();
telemetry.register(Plain).count.add(42);
self.postMessage("recorded");
