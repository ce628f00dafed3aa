/** A server of the runtime's own on a free loopback port. */
import type { Hono } from "hono";

interface Runtimes {
  readonly Deno?: {
    serve(
      options: {
        hostname: string;
        port: number;
        onListen: () => void;
        onError: (error: unknown) => Response;
      },
      handler: Hono["fetch"],
    ): { readonly addr: { readonly port: number }; shutdown(): Promise<void> };
  };
  readonly Bun?: {
    serve(
      options: {
        hostname: string;
        port: number;
        fetch: Hono["fetch"];
        error: (error: unknown) => Response;
        websocket: object;
      },
    ): { readonly port: number; stop(closeActiveConnections: boolean): Promise<void> };
  };
}

/** Serves an app while `use` runs; what it throws is answered with 500 by the runtime. */
export async function serving(app: Hono, use: (port: number) => Promise<void>): Promise<void> {
  const { Deno, Bun }: Runtimes = globalThis, hostname = "127.0.0.1";
  const failed = () => new Response("failed", { status: 500 });
  if (Deno !== undefined) {
    const server = Deno.serve({ hostname, port: 0, onListen: () => {}, onError: failed }, app.fetch);
    await use(server.addr.port).finally(() => server.shutdown());
  } else if (Bun !== undefined) {
    const { websocket } = await import("hono/bun");
    const server = Bun.serve({ hostname, port: 0, fetch: app.fetch, error: failed, websocket });
    await use(server.port).finally(() => server.stop(true));
  }
}
