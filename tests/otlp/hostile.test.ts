import assert from "node:assert/strict";
import { createServer, type Socket } from "node:net";
import process from "node:process";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { otlpExporter } from "../../src/export/otlp/mod.ts";
import { collection, descriptor, metric, record, setPoints } from "./set_points.ts";

const counter = descriptor({ metrics: [metric({ name: "test.hostile.count", instrument: "counter" })] });

/** Milliseconds that an export may take, and within which it must have ended on a busy machine. */
const TIMEOUT = 400, PATIENCE = 15_000;

/** What a server does with a connection once the whole request has come. */
type Behaviour = (socket: Socket) => void;

/** A server that speaks HTTP only as far as a test does. */
async function hostile(behave: Behaviour) {
  const sockets: Socket[] = [], left: Promise<void>[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    left.push(
      new Promise((resolve) => {
        for (const sign of ["end", "close", "error"]) socket.on(sign, () => resolve());
      }),
    );
    // The requests of these tests are small, and come in one or two pieces.
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      const end = text.indexOf("\r\n\r\n"), length = /content-length: (\d+)/i.exec(text)?.[1];
      if (end < 0 || text.length < end + 4 + Number(length)) return;
      text = "";
      behave(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert(address !== null && typeof address === "object");
  return {
    url: `http://127.0.0.1:${address.port}/v1/metrics`,
    /** Resolves when the other end of each connection has hung up. */
    async allLeft() {
      await Promise.all(left);
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Writes a piece every few milliseconds until the other end has had enough. */
function drip(socket: Socket, piece: string | Uint8Array): void {
  const timer = setInterval(() => socket.write(piece), 10);
  socket.on("close", () => clearInterval(timer));
}

/** Writes as fast as it is read. */
function flood(socket: Socket, piece: Uint8Array | string): void {
  const write = () => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on("drain", write);
  write();
}

async function send(url: string) {
  const points = setPoints(counter);
  record(points, 0, [1]);
  const exporter = otlpExporter({ url, timeout: TIMEOUT });
  return await exporter.export(collection([points]), AbortSignal.timeout(PATIENCE));
}

const OK = "HTTP/1.1 200 OK\r\n", TYPE = "content-type: application/x-protobuf\r\n";

interface Case {
  readonly name: string;
  readonly behave: Behaviour;
  /** How the export may end; the last attempt may begin so late that the timeout ends it. */
  readonly results: readonly string[];
}

const CASES: readonly Case[] = [
  {
    name: "sends its headers a letter at a time",
    behave: (socket) => void socket.write(`${OK}x-slow: `, () => drip(socket, "a")),
    results: ["timed_out"],
  },
  {
    name: "sends its body a byte at a time",
    behave: (socket) => void socket.write(`${OK}content-length: 1000000\r\n\r\n`, () => drip(socket, "a")),
    results: ["timed_out"],
  },
  {
    name: "sends one header after another, without end",
    behave: (socket) => void socket.write(OK, () => flood(socket, "x-more: and more\r\n".repeat(1000))),
    results: ["timed_out", "unavailable"],
  },
  {
    name: "keeps saying that it goes on",
    behave: (socket) => drip(socket, "HTTP/1.1 100 Continue\r\n\r\n"),
    results: ["timed_out", "unavailable"],
  },
  {
    name: "ends its half of the connection before it has answered",
    behave: (socket) => void socket.end(),
    results: ["unavailable", "timed_out"],
  },
  {
    name: "ends its half of the connection within the headers",
    behave: (socket) => void socket.end(`${OK}content-le`),
    results: ["unavailable", "timed_out"],
  },
  {
    name: "ends its half of the connection within the body",
    behave: (socket) => void socket.end(`${OK}${TYPE}content-length: 100\r\n\r\n\n`),
    results: ["rejected"],
  },
  {
    name: "answers in another language than HTTP",
    behave: (socket) => void socket.end("220 mail.example ESMTP\r\n"),
    results: ["unavailable", "timed_out"],
  },
  {
    name: "never answers",
    behave: () => {},
    results: ["timed_out"],
  },
  {
    name: "sends a compressed answer that is a thousand times as long",
    behave: (socket) => {
      const body = gzipSync(new Uint8Array(256 * 1024 * 1024), { level: 9 });
      socket.write(
        `${OK}${TYPE}content-encoding: gzip\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n`,
      );
      socket.end(body);
    },
    results: ["rejected", "timed_out"],
  },
  {
    name: "sends an answer without end",
    behave: (socket) => void socket.write(`${OK}${TYPE}\r\n`, () => flood(socket, new Uint8Array(64 * 1024))),
    results: ["rejected"],
  },
];

for (const { name, behave, results } of CASES) {
  test(`a backend that ${name} costs no more than the timeout, and no memory`, {
    timeout: 30_000,
  }, async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => void unhandled.push(reason);
    process.on("unhandledRejection", note);
    try {
      await using server = await hostile(behave);
      const before = process.memoryUsage().rss, began = performance.now();
      const { result, message = "" } = await send(server.url);
      assert(results.includes(result), `${result}: ${message}`);
      assert(performance.now() - began < PATIENCE, "the deadline has passed");
      assert(message.length < 1100);
      // What the test's own server allocates is in it.
      assert(process.memoryUsage().rss - before < 400 * 1024 * 1024, "memory grew");
      // The exporter hangs up; otherwise a hostile backend would collect connections.
      await server.allLeft();
      assert.deepEqual(unhandled, []);
    } finally {
      process.off("unhandledRejection", note);
    }
  });
}
