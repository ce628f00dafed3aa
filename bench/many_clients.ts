/** 100 clients that scrape 100,000 series at the same time, and what that does to the process that is scraped. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Delays } from "./loop_delay.ts";

const CLIENTS = 100, ROUNDS = 3;

/** What an answer that isn't compressed has at least: 100,000 lines. */
const LEAST_BYTES = 1e7;

/** What an answer ends with whose length isn't told. */
const LAST_CHUNK = "\r\n0\r\n\r\n";

/** What the clients do to the server. */
export interface Load {
  /** MiB of resident memory, at the highest, above those before the first scrape. */
  readonly memory: number;
  /** The same above those after one scrape: what a text is made from stays. */
  readonly scraped: number;
  readonly delays: Delays;
  /** Of 100 scrapes, how many were answered with 503. */
  readonly refused: number;
}

/** What a client asks for, by its number. */
type Ask = (client: number) => { readonly query: string; readonly headers: readonly string[] };

/** All clients ask as a Prometheus does. */
export const ALIKE: Ask = () => ({ query: "", headers: ["accept: text/plain;version=0.0.4"] });

/** All series, for compressed text or in another format from some, and from no two under the same names. */
export const DIFFERENT: Ask = (client) => ({
  query: `?name[]=bench_series_count_total&name[]=bench_series_count&name[]=client_${client}`,
  headers: [
    `accept: ${client % 4 === 1 ? "application/openmetrics-text;version=1.0.0" : "text/plain;version=0.0.4"}`,
    ...(client % 4 === 2 ? ["accept-encoding: gzip"] : []),
  ],
});

/** Loads a server that is started for it. */
export async function load(ask: Ask): Promise<Load> {
  const flags = process.versions.bun === undefined
    ? ["run", "-A", "--v8-flags=--expose-gc"]
    : ["--expose-gc"];
  const script = fileURLToPath(new URL("./many_clients_server.ts", import.meta.url));
  const server = spawn(process.execPath, [...flags, script], { stdio: ["pipe", "pipe", "inherit"] });
  try {
    const [port] = await once(createInterface(server.stdout), "line");
    const post = async (path: string) =>
      (await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST" })).json();
    const resident = async () => {
      await post("/begin");
      return residentMiB(server.pid, "VmRSS");
    };
    const before = await resident();
    // Makes the highest what it is now.
    writeFileSync(`/proc/${server.pid}/clear_refs`, "5");
    await scrape(port, ALIKE(0));
    const scraped = await resident();
    const answers: Answer[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const clients = Array.from({ length: CLIENTS }, (_, client) => scrape(port, ask(client)));
      answers.push(...await Promise.all(clients));
    }
    const highest = residentMiB(server.pid, "VmHWM"), delays: Delays = await post("/end");
    const refused = 100 * answers.filter((answer) => answer === "refused").length / answers.length;
    return { memory: highest - before, scraped: highest - scraped, delays, refused };
  } finally {
    server.stdin.end();
    await once(server, "exit");
  }
}

/** What the kernel says of a process's memory. */
function residentMiB(pid: number | undefined, what: string): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${what}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]) / 1024;
}

type Answer = "whole" | "refused";

/** Scrapes once; rejects when the answer is neither whole nor 503. */
function scrape(port: number, { query, headers }: ReturnType<Ask>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(port, "127.0.0.1", () => {
      const lines = [`GET /metrics${query} HTTP/1.1`, "host: loopback", "connection: close", ...headers];
      socket.write(`${lines.join("\r\n")}\r\n\r\n`);
    });
    let head = "", isHead = true, bytes = 0, last = "";
    socket.on("error", reject);
    socket.on("data", (piece: Uint8Array) => {
      bytes += piece.length;
      last = (last + String.fromCharCode(...piece.subarray(-LAST_CHUNK.length))).slice(-LAST_CHUNK.length);
      if (!isHead) return;
      head += String.fromCharCode(...piece.subarray(0, 4096));
      const end = head.indexOf("\r\n\r\n");
      if (end < 0) return;
      head = head.slice(0, end);
      bytes -= end + 4;
      isHead = false;
    });
    socket.on("close", () => {
      const isCompressed = /^content-encoding: gzip/mi.test(head);
      const length = /^content-length: (\d+)/mi.exec(head)?.[1];
      if (head.startsWith("HTTP/1.1 503")) resolve("refused");
      else if (length === undefined ? last !== LAST_CHUNK : bytes !== Number(length)) {
        reject(new Error(`an answer ended after ${bytes} bytes: ${head}`));
      } else if (!isCompressed && bytes < LEAST_BYTES) reject(new Error(`an answer has ${bytes} bytes`));
      else resolve("whole");
    });
  });
}
