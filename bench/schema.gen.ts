import { typescriptModules } from "../src/codegen/mod.ts";
import { compile } from "../src/schema/mod.ts";
import type { Benchmark } from "./benchmark.ts";
import { overOfficialRegistry } from "./compiling.ts";

/** Compiles the official registry, and writes its modules. */
export const benchmark: Benchmark = overOfficialRegistry((registry) => {
  const { schema } = compile(registry);
  if (schema === undefined) throw new Error("the official registry has errors");
  typescriptModules(schema);
});
