/** Runs one benchmark in this process and writes what it measured, as JSON, to standard output. */
import process from "node:process";
import type { Benchmark } from "./benchmark.ts";

// Benchmarks record what is refused, so that the compiler sees all branches; the warnings would hide the results.
console.warn = () => {};

const id = process.argv[2] ?? "";
const { benchmark }: { benchmark: Benchmark } = await import(new URL(`./${id}.ts`, import.meta.url).href);
console.log(JSON.stringify({ unit: benchmark.unit, ...(await benchmark.run()) }));
