import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { untraced } from "../../src/host/untraced.ts";
import { backend, bodyOf } from "./backend.ts";

const isBun = process.versions.bun !== undefined;
const program = fileURLToPath(new URL("untraced_program.ts", import.meta.url));

/** The part of OTLP's JSON that is looked at. */
interface TracesRequest {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly parentSpanId: string;
        readonly attributes: readonly {
          readonly key: string;
          readonly value: { readonly stringValue?: string };
        }[];
      }[];
    }[];
  }[];
}

/** Runs the program on a Deno that traces: the spans' paths, and whether each has a parent. */
async function spansOf(sampler: Readonly<Record<string, string>>) {
  const spans: { readonly path: string; readonly isRoot: boolean }[] = [];
  let exports = 0;
  await using server = await backend(async (request, response) => {
    const body = await bodyOf(request);
    if (request.url === "/export") exports++;
    if (request.url === "/v1/traces") {
      const { resourceSpans }: TracesRequest = JSON.parse(new TextDecoder().decode(body));
      const found = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
      for (const { attributes, parentSpanId } of found) {
        const url = attributes.find(({ key }) => key === "url.full")?.value.stringValue ?? "http://none";
        spans.push({ path: new URL(url).pathname, isRoot: /^0*$/.test(parentSpanId) });
      }
    }
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  const base = new URL(server.url).origin;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("OTEL_")));
  const child = spawn(process.execPath, ["run", "--quiet", "--no-check", "--allow-all", program, base], {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      ...env,
      ...sampler,
      OTEL_DENO: "true",
      OTEL_EXPORTER_OTLP_ENDPOINT: base,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    },
  });
  const [code] = await once(child, "exit");
  assert.deepEqual([code, exports], [0, 1]);
  return spans;
}

test("on a Deno that traces with a parent-based sampler, an export makes no span", {
  timeout: 60_000,
  skip: isBun,
}, async () => {
  const spans = await spansOf({ OTEL_TRACES_SAMPLER: "parentbased_always_on" });
  assert.deepEqual(spans, [{ path: "/own", isRoot: true }]);
});

test("on a Deno that traces with its own sampler, an export's span is in a trace of its own", {
  timeout: 60_000,
  skip: isBun,
}, async () => {
  const spans = await spansOf({});
  assert.deepEqual(spans, [{ path: "/own", isRoot: true }, { path: "/export", isRoot: true }]);
});

test("the OpenTelemetry SDK for JavaScript is told not to trace an export", () => {
  const name = Symbol.for("opentelemetry.js.api.1"), before = Reflect.get(globalThis, name);
  class Context {
    readonly #values: ReadonlyMap<symbol, unknown>;
    constructor(values: ReadonlyMap<symbol, unknown>) {
      this.#values = values;
    }
    getValue(key: symbol) {
      return this.#values.get(key);
    }
    setValue(key: symbol, value: unknown) {
      return new Context(new Map([...this.#values, [key, value]]));
    }
    deleteValue(key: symbol) {
      return new Context(new Map([...this.#values].filter(([other]) => other !== key)));
    }
  }
  const span = Symbol.for("OpenTelemetry Context Key SPAN");
  let current = new Context(new Map([[span, "the program's"]]));
  const context = {
    active: () => current,
    with<Result>(given: Context, task: () => Result): Result {
      const outer = current;
      current = given;
      try {
        return task();
      } finally {
        current = outer;
      }
    },
  };
  Reflect.set(globalThis, name, { context });
  try {
    const suppress = Symbol.for("OpenTelemetry SDK Context Key SUPPRESS_TRACING");
    assert.deepEqual(untraced(() => [current.getValue(suppress), current.getValue(span)]), [true, undefined]);
    assert.equal(current.getValue(suppress), undefined);
  } finally {
    if (before === undefined) Reflect.deleteProperty(globalThis, name);
    else Reflect.set(globalThis, name, before);
  }
});
