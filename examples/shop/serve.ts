/** A web server on either runtime: the one thing that Deno and Bun name differently and this example needs. */
interface Server {
  readonly port: number;
  /** Answers what has begun, then closes. */
  stop(): Promise<void>;
}

/** Where to listen. `port` 0 takes a free one. */
export interface Listen {
  readonly port: number;
  /** Whether several workers share the port; the kernel spreads the connections over them. */
  readonly shared?: boolean;
}

type Handler = (request: Request) => Response | Promise<Response>;

interface Runtimes {
  readonly Deno?: {
    serve(
      options: { hostname: string; port: number; reusePort: boolean; onListen: () => void },
      handler: Handler,
    ): { readonly addr: { readonly port: number }; shutdown(): Promise<void> };
  };
  readonly Bun?: {
    serve(
      options: { hostname: string; port: number; reusePort: boolean; fetch: Handler },
    ): { readonly port: number; stop(closeActiveConnections: boolean): Promise<void> };
  };
}

/** Serves on loopback. */
export function serve({ port, shared = false }: Listen, handler: Handler): Server {
  const { Deno, Bun }: Runtimes = globalThis;
  const hostname = "127.0.0.1";
  if (Deno !== undefined) {
    const server = Deno.serve({ hostname, port, reusePort: shared, onListen: () => {} }, handler);
    return { port: server.addr.port, stop: () => server.shutdown() };
  }
  if (Bun !== undefined) {
    const server = Bun.serve({ hostname, port, reusePort: shared, fetch: handler });
    return { port: server.port, stop: () => server.stop(false) };
  }
  throw new Error("this example runs on Deno or Bun");
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = serve({ port: 0 }, () => new Response());
  await server.stop();
  return server.port;
}
