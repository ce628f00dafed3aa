import { hexOf } from "./hex.ts";
import { variable } from "./environment.ts";
import { runtime } from "./runtime.ts";

/** The part of `@opentelemetry/api` that is used, as it registers itself for all its copies in a process. */
interface OpenTelemetryApi {
  readonly context?: {
    active(): Context;
    with<Result>(context: Context, task: () => Result): Result;
  };
}

/** Immutable: a change gives another one. */
interface Context {
  setValue(key: symbol, value: unknown): Context;
  deleteValue(key: symbol): Context;
}

/** By these names the API and the SDK for JavaScript know them. */
const API = Symbol.for("opentelemetry.js.api.1");
const SUPPRESS = Symbol.for("OpenTelemetry SDK Context Key SUPPRESS_TRACING");
const SPAN = Symbol.for("OpenTelemetry Context Key SPAN");

/**
 * Calls `task` so that, where it is possible, no span is made of what it does: percore's own requests would fill
 * somebody's traces. The SDK for JavaScript heeds a mark in the context. Deno's own tracing doesn't, and honours the
 * decision of a parent alone, when `OTEL_TRACES_SAMPLER` is one of `parentbased_…`; with any other the spans are made,
 * as roots of traces of their own.
 */
export function untraced<Result>(task: () => Result): Result {
  const { context } = registeredApi();
  if (context === undefined) return task();
  const marked = context.active().setValue(SUPPRESS, true);
  const isParentBased = variable("OTEL_TRACES_SAMPLER")?.startsWith("parentbased_") ?? false;
  return context.with(
    runtime.Deno !== undefined && isParentBased
      ? marked.setValue(SPAN, unsampledSpan())
      : marked.deleteValue(SPAN),
    task,
  );
}

function registeredApi(): OpenTelemetryApi {
  const api: unknown = Reflect.get(globalThis, API);
  return isApi(api) ? api : {};
}

function isApi(value: unknown): value is OpenTelemetryApi {
  if (typeof value !== "object" || value === null || !("context" in value)) return false;
  const { context } = value;
  return typeof context === "object" && context !== null || typeof context === "function";
}

/** As `trace.wrapSpanContext()` makes them, of a trace that nobody records. */
function unsampledSpan() {
  const spanContext = { traceId: randomHex(16), spanId: randomHex(8), traceFlags: 0 };
  return { spanContext: () => spanContext, isRecording: () => false };
}

function randomHex(bytes: number): string {
  return hexOf(crypto.getRandomValues(new Uint8Array(bytes)));
}
