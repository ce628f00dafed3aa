import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { compile, lint, type SchemaSource } from "../../src/schema/mod.ts";

/** The official semantic conventions, where they lie beside the project. */
const FOLDER = "../shared/data/semconv";

/** How often each lint finds something in them. Those that Weaver's policies have too find nothing. */
const FOUND = {
  PC157: 12,
  PC158: 1,
  PC161: 107,
  PC162: 2,
  PC165: 2,
  PC166: 1,
  PC167: 1,
  PC175: 4,
};

test("the official registry has no lints but those that its own policies don't know", {
  skip: existsSync(FOLDER) ? false : `needs ${FOLDER}`,
  timeout: 60_000,
}, () => {
  const sources: SchemaSource[] = readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.ya?ml$/.test(file))
    .map((file) => ({ file, text: readFileSync(join(FOLDER, file), "utf8") }));
  const isManifest = ({ file }: SchemaSource) => file === "manifest.yaml";
  const manifest = sources.find(isManifest);
  assert.ok(manifest);
  const { schema } = compile({
    files: sources.filter((source) => !isManifest(source)),
    manifest,
    dependencies: [],
  });
  assert.ok(schema);
  const found = Map.groupBy(lint(schema), ({ code }) => code);
  const counts = Array.from(found, ([code, problems]): [string, number] => [code, problems.length]).sort();
  assert.deepEqual(Object.fromEntries(counts), FOUND);
  // Two of them, so that nobody takes the counts for noise.
  assert.deepEqual(found.get("PC165")?.map(({ message, suggestion }) => `${message}: ${suggestion}`), [
    `the unit of the metric "hw.fan.speed": "rpm" is no unit of UCUM: {revolution}/min`,
    `the unit of the metric "hw.fan.speed.limit": "rpm" is no unit of UCUM: {revolution}/min`,
  ]);
});
