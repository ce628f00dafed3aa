import { createConnection } from "node:net";

/** Connections, and requests that wait for an answer on each: so that the server is never idle. */
const CONNECTIONS = 8, IN_FLIGHT = 8;

const REQUEST = "GET /users/123 HTTP/1.1\r\nhost: loopback\r\n\r\n";

/** The end of each answer. */
const END = new TextEncoder().encode('"}');

/** Requests a second that a server on a loopback port answers, over `requests` of them. */
export async function requestsPerSecond(port: number, requests: number): Promise<number> {
  const begin = performance.now();
  const rounds = Math.ceil(requests / (CONNECTIONS * IN_FLIGHT));
  await Promise.all(Array.from({ length: CONNECTIONS }, () => load(port, rounds)));
  return rounds * CONNECTIONS * IN_FLIGHT / (performance.now() - begin) * 1000;
}

function load(port: number, rounds: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(port, "127.0.0.1", send);
    let answers = 0, left = rounds;
    function send(): void {
      if (left-- === 0) {
        socket.destroy();
        resolve();
      } else socket.write(REQUEST.repeat(IN_FLIGHT));
    }
    socket.setNoDelay(true);
    socket.on("error", reject);
    socket.on("data", (bytes: Uint8Array) => {
      answers += count(bytes);
      if (answers < IN_FLIGHT) return;
      answers = 0;
      send();
    });
  });
}

/** Answers that end in these bytes. The two bytes of an end are written together. */
function count(bytes: Uint8Array): number {
  const [first = 0, second = 0] = END;
  let ends = 0;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (bytes[at + 1] === second) ends++;
  }
  return ends;
}
