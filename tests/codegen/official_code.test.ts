/** The official registry, as a client: every definition in it, by the tools of both runtimes. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { typescriptModules } from "../../src/codegen/mod.ts";
import { compile, formatDiagnostic, type Schema } from "../../src/schema/mod.ts";
import { hasOfficialRegistry, officialRegistry } from "./official_registry.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const IS_DENO = process.versions.bun === undefined;

const skip = hasOfficialRegistry ? false : "no registry at ../shared/data/semconv";

/** A program that uses some of the modules, and what must not be possible with them. */
const PROGRAM = `import { createTelemetry } from "${ROOT}mod.ts";
import type { ExceptionEvent } from "./exceptions/events.gen.ts";
import { HttpServerActiveRequests } from "./http/metrics.gen.ts";
import { HttpRequestMethod } from "./http/registry.gen.ts";
import type { HttpClientSpan } from "./http/spans.gen.ts";
import { type K8sPod, K8sPodDescriptor } from "./k8s/entities.gen.ts";
import { K8sPodSet } from "./k8s/metrics.gen.ts";
import { UrlScheme } from "./url/registry.gen.ts";

export const event: ExceptionEvent = { "exception.type": "TypeError" };
export const span: HttpClientSpan = {
  "http.request.method": "BREW",
  "server.address": "shop.example",
  "server.port": 443,
  "url.full": "https://shop.example/",
  "http.request.header.accept": ["*/*"],
};
// @ts-expect-error: what is required is missing.
export const incomplete: HttpClientSpan = { "http.request.method": "GET" };
// @ts-expect-error: a header has a list of values.
export const wrong: HttpClientSpan = { ...span, "http.request.header.accept": "*/*" };
export const pod: K8sPod = { "k8s.pod.uid": "1", "k8s.pod.label.app": "shop" };
// @ts-expect-error: no uid.
export const nobody: K8sPod = { "k8s.pod.label.app": "shop" };

/** The attributes and the value of each point that was recorded. */
export async function record(): Promise<unknown> {
  const telemetry = createTelemetry({ resource: {}, cadence: 1e6 });
  const reader = telemetry.reader({ views: [{ select: { set: "percore.*" }, drop: true }] });
  const requests = telemetry.register(HttpServerActiveRequests);
  requests.with(HttpRequestMethod.get, UrlScheme.from("https")).activeRequests.add(2);
  const pods = telemetry.register(K8sPodSet, { entity: pod });
  pods.uptime.set(7);
  const points = reader.collect().sets.map(({ descriptor, entity, series }) => [
    descriptor.name,
    entity,
    series.map((attributes) => attributes.map(({ attribute, value }) => [attribute.key, value])),
  ]);
  await telemetry.shutdown();
  return [points, K8sPodDescriptor.type];
}
`;

function officialSchema(): Schema {
  const { schema, problems } = compile(officialRegistry());
  assert.deepEqual(problems.filter(({ level }) => level === "error").map(formatDiagnostic), []);
  assert.ok(schema);
  return schema;
}

/** Calls back with a folder that has the registry's modules and the program, and with the modules' paths. */
async function withModules(
  run: (folder: string, paths: readonly string[], schema: Schema) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "percore-official-"));
  try {
    const schema = officialSchema();
    const modules = typescriptModules(schema, { library: `${ROOT}mod.ts` });
    for (const { path, text } of [...modules, { path: "program.ts", text: PROGRAM }]) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    await run(folder, modules.map(({ path }) => path), schema);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function tool(cwd: string, ...args: readonly string[]): Promise<void> {
  await promisify(execFile)(process.execPath, args, { cwd, maxBuffer: 1 << 26 });
}

const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
};

test("the client of the official registry passes deno check, deno lint and deno fmt", {
  skip: skip || (IS_DENO ? false : "needs the tools of Deno"),
  timeout: 240_000,
}, () =>
  withModules(async (folder, paths) => {
    await writeFile(join(folder, "deno.json"), JSON.stringify({ compilerOptions: STRICT }));
    await tool(folder, "check", "--quiet", "program.ts", ...paths);
    await tool(folder, "lint", "--quiet", ...paths);
    await tool(folder, "fmt", "--check", "--quiet", "--line-width", "110", ...paths);
  }));

test(
  "the client of the official registry passes tsc --strict",
  { skip, timeout: 240_000 },
  () =>
    withModules(async (folder) => {
      const compilerOptions = {
        ...STRICT,
        module: "nodenext",
        target: "es2023",
        lib: ["esnext", "dom"],
        types: [],
        noEmit: true,
        allowImportingTsExtensions: true,
      };
      await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
      await writeFile(
        join(folder, "tsconfig.json"),
        JSON.stringify({ compilerOptions, include: ["**/*.ts"] }),
      );
      const script = `${ROOT}node_modules/typescript/bin/tsc`;
      await tool(folder, ...IS_DENO ? ["run", "-A", script] : [script], "-p", folder);
    }),
);

/** The names in a module's descriptors, each with its kind. */
function namesIn(exported: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(exported).flatMap(([name, value]) => {
    if (typeof value !== "object" || value === null) return [];
    if ("layout" in value && "descriptor" in value) {
      const { metrics } = Object(value.descriptor);
      return metrics.map((metric: { readonly name: string }) => `metric ${metric.name}`);
    }
    if (name.endsWith("EventDescriptor") && "name" in value) return [`event ${value.name}`];
    if (name.endsWith("SpanDescriptor") && "type" in value) return [`span ${value.type}`];
    return "identity" in value && "type" in value ? [`entity ${value.type}`] : [];
  });
}

test("all modules of the official registry load, have every definition in it, and record", {
  skip,
  timeout: 120_000,
}, () =>
  withModules(async (folder, paths, { files }) => {
    const found = new Set<string>();
    for (const path of paths) {
      for (const name of namesIn(await import(pathToFileURL(join(folder, path)).href))) found.add(name);
    }
    const expected = files.flatMap(({ metrics, events, spans, entities }) => [
      ...metrics.map(({ name }) => `metric ${name}`),
      ...events.map(({ name }) => `event ${name}`),
      ...spans.map(({ type }) => `span ${type}`),
      ...entities.map(({ type }) => `entity ${type}`),
    ]);
    assert.ok(expected.length > 500);
    assert.deepEqual([...new Set(expected)].filter((name) => !found.has(name)), []);
    const { record } = await import(pathToFileURL(join(folder, "program.ts")).href);
    assert.deepEqual(await record(), [
      [
        ["http.server.active_requests", {}, [[["http.request.method", "GET"], ["url.scheme", "https"]]]],
        ["k8s.pod", { "k8s.pod.uid": "1", "k8s.pod.label.app": "shop" }, [[]]],
      ],
      "k8s.pod",
    ]);
  }));

test("the client of the official registry is the same in whatever order its files are read", { skip }, () => {
  const registry = officialRegistry();
  const modules = [registry, { ...registry, files: registry.files.toReversed() }].map((source) => {
    const { schema } = compile(source);
    assert.ok(schema);
    return typescriptModules(schema);
  });
  assert.deepEqual(modules[1], modules[0]);
});
