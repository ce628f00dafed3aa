/** Runs one benchmark in this process and writes what it measured, as JSON, to standard output. */
import process from "node:process";
import type { Benchmark } from "./benchmark.ts";

// Benchmarks record what is refused, so that the compiler sees all branches; the warnings would hide the results.
console.warn = () => {};

const id = process.argv[2] ?? "";
const { benchmark }: { benchmark: Benchmark } = await import(new URL(`./${id}.ts`, import.meta.url).href);
const { unit, skip } = benchmark;
console.log(JSON.stringify(skip === undefined ? { unit, ...(await benchmark.run()) } : { skip }));
