/** A worker of remote_program.ts, whose modules have no names of packages in them. */
import { connect } from "../../mod.ts";

declare const self: { onmessage: (() => void) | null };

// Listening keeps it alive.
self.onmessage = () => {};
await connect();
