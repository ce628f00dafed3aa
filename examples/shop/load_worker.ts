/** The load generator: a fixed number of clients, each of which sends a request once the last one is answered. */
import { ANSWERED_BY, Count, type FromLoad, onRequest, type ToLoad } from "./messages.ts";

const { received, send } = onRequest<ToLoad, FromLoad>();
const { port, clients, counts } = await received("start");
const totals = new Float64Array(counts);
const routes = ["list", "order", "list", "checkout"] as const;

function add(count: number): void {
  totals[count] = (totals[count] ?? 0) + 1;
}

let stopping = false;
async function client(offset: number): Promise<void> {
  for (let n = offset; !stopping; n++) {
    const route = routes[n % routes.length] ?? "list";
    try {
      const response = await fetch(`http://127.0.0.1:${port}/${route}`, {
        method: route === "list" ? "GET" : "POST",
        // A new connection now and then, so that a worker that was started later gets some, too.
        headers: n % 50 === 0 ? { connection: "close" } : {},
      });
      await response.arrayBuffer();
      // Bun itself answers for a worker that was killed before it could.
      add(response.headers.has(ANSWERED_BY) ? Count.responses : Count.cutOff);
    } catch {
      // The worker at the other end was killed.
      add(Count.cutOff);
    }
  }
}

const working = Promise.all(Array.from({ length: clients }, (_, offset) => client(offset)));
await received("stop");
stopping = true;
await working;
send({ kind: "stopped" });
