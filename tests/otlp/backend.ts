import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import assert from "node:assert/strict";

/**
 * A real HTTP server on a loopback port, a free one unless given, closed with everything open on it at the end of a `using`
 * block.
 */
export interface Backend extends AsyncDisposable {
  readonly url: string;
}

/** What a test's backend does with each request. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export async function backend(answer: Answer, port = 0): Promise<Backend> {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  assert(address !== null && typeof address === "object");
  return {
    url: `http://127.0.0.1:${address.port}/v1/metrics`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

export async function bodyOf(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of request) chunks.push(Uint8Array.from(chunk));
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
