import process from "node:process";
import type { Collection, ExportResult } from "@percore/telemetry";
import { quantile, setsNamed, total } from "./points.ts";

const OUTCOMES = ["ok", "rejected", "failed"];
const HEADINGS = ["worker", ...OUTCOMES, "p50", "p99"];
const FAILURES: readonly ExportResult[] = ["partial_success", "rejected", "unavailable", "timed_out"];

function time(seconds: number): string {
  if (Number.isNaN(seconds)) return "-";
  return seconds < 0.001 ? `${(seconds * 1e6).toFixed(0)} µs` : `${(seconds * 1e3).toFixed(2)} ms`;
}

/** The rows of the live table: a line for each worker, then percore's own figures. */
export function tableLines(byWorker: Collection, seconds: number): string[] {
  const rows = setsNamed(byWorker, "shop.requests").map((points) => [
    String(points.entity["thread.id"] ?? "?"),
    ...OUTCOMES.map((outcome) => String(total(points, "count", { "shop.request.outcome": outcome }))),
    time(quantile([points], "duration", 0.5)),
    time(quantile([points], "duration", 0.99)),
  ]);
  const own = setsNamed(byWorker, "percore.worker");
  const sum = (set: string, field: string) =>
    setsNamed(byWorker, set).reduce((all, points) => all + total(points, field), 0);
  return [
    ...[HEADINGS, ...rows].map((row) => row.map((cell) => cell.padStart(10)).join("")),
    `${seconds.toFixed(0)} s   flush p50 ${time(quantile(own, "flushDuration", 0.5))}, p99 ` +
    `${time(quantile(own, "flushDuration", 0.99))}   deferrals ${sum("percore.worker", "deferrals")}   ` +
    `sent ${(sum("percore.exporter", "bytes") / 1024).toFixed(1)} KiB${failures(byWorker)}`,
  ];
}

/** The exports that did not deliver, by result; empty when all did. */
export function failures(collection: Collection): string {
  const exporters = setsNamed(collection, "percore.exporter");
  return FAILURES.map((result) => {
    const exports = exporters.reduce(
      (all, points) => all + total(points, "exports", { "percore.export.result": result }),
      0,
    );
    return exports === 0 ? "" : `   exports ${result}: ${exports}`;
  }).join("");
}

/** Shows lines: over the ones before on a terminal, one after the other elsewhere. */
export class Display {
  #shown = 0;

  /** Whether the lines replace each other. */
  readonly live: boolean = process.stdout.isTTY === true;

  show(lines: readonly string[]): void {
    if (!this.live) {
      console.log(lines.map((line) => line.trim().replace(/ {2,}/g, "  ")).join(" | "));
      return;
    }
    const up = this.#shown > 0 ? `\x1b[${this.#shown}A` : "";
    process.stdout.write(up + lines.map((line) => `\x1b[2K${line}\n`).join("") + "\x1b[J");
    this.#shown = lines.length;
  }
}
