import { connect, type Socket } from "node:net";
import { once } from "node:events";
import type { Hono } from "hono";

interface Runtimes {
  readonly Deno?: {
    serve(
      options: { port: number; hostname: string; onListen(): void },
      handler: (request: Request, info: object) => Response | Promise<Response>,
    ): { readonly addr: { readonly port: number }; shutdown(): Promise<void> };
  };
  readonly Bun?: {
    serve(
      options: {
        port: number;
        hostname: string;
        fetch: (request: Request, server: object) => Response | Promise<Response>;
      },
    ): { readonly port: number; stop(force: boolean): Promise<void> };
  };
}

const { Deno, Bun } = globalThis as Runtimes;

/** Serves an app with the runtime's own server, on a free loopback port, while `use` runs. */
export async function served(app: Hono, use: (port: number, base: string) => Promise<void>): Promise<void> {
  const hostname = "127.0.0.1";
  if (Bun !== undefined) {
    const server = Bun.serve({ port: 0, hostname, fetch: app.fetch });
    try {
      await use(server.port, `http://${hostname}:${server.port}`);
    } finally {
      await server.stop(true);
    }
  } else if (Deno !== undefined) {
    const server = Deno.serve({ port: 0, hostname, onListen() {} }, app.fetch);
    try {
      await use(server.addr.port, `http://${hostname}:${server.addr.port}`);
    } finally {
      await server.shutdown();
    }
  }
}

/** A client that asks, with a head of its own, and reads nothing until it is told to. */
export async function stubborn(
  port: number,
  path: string,
  head: string = "Host: localhost\r\n",
): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  socket.pause();
  socket.write(`GET ${path} HTTP/1.1\r\n${head}\r\n`);
  return socket;
}

/** Reads on until the other end closes the connection. */
export async function rest(socket: Socket): Promise<string> {
  const pieces: Uint8Array[] = [];
  socket.on("data", (piece: Uint8Array) => pieces.push(piece));
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.resume();
  await closed;
  return new TextDecoder().decode(await new Blob(pieces as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}

/** Resolves when something is so; fails when that takes too long. */
export async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error("it never was");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
