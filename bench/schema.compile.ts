import { compile } from "../src/schema/mod.ts";
import { type Benchmark, expectEqual } from "./benchmark.ts";
import { overOfficialRegistry } from "./compiling.ts";

/** Compiles the official registry. */
export const benchmark: Benchmark = overOfficialRegistry((registry) => {
  const { problems } = compile(registry);
  expectEqual("the number of errors", problems.filter(({ level }) => level === "error").length, 0);
});
