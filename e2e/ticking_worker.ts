/** A worker that counts a few times a millisecond, and beside percore in memory that percore doesn't know. */
import { connect } from "@percore/telemetry";
import { onRequest } from "../examples/shop/messages.ts";
import { Tally } from "../examples/shop/tally.ts";
import { Colour, Labelled } from "../tests/set/sample_sets.ts";
import type { FromTicking, ToTicking } from "./ticking_messages.ts";

const { received, send } = onRequest<ToTicking, FromTicking>();
const telemetry = await connect();
const tally = new Tally((await received("start")).tally);
const set = telemetry.register(Labelled, {
  entity: { "service.instance.id": "e2e", "thread.id": telemetry.id },
  attributes: { "sample.region": "eu" },
});
const { count } = set.with(Colour.green, 0);

const ticking = setInterval(() => {
  for (let i = 0; i < 5; i++) {
    tally.begin();
    count.add(1);
    tally.end();
  }
}, 1);
send({ kind: "ready" });
await received("stop");
clearInterval(ticking);
await telemetry.close();
send({ kind: "stopped" });
