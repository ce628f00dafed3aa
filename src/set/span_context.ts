import { describe, warnOnce } from "../host/warn.ts";

/**
 * The span within which something is recorded (W3C Trace Context, "traceparent"). OpenTelemetry JS's `SpanContext`
 * is one.
 */
export interface SpanContext {
  /** 32 hexadecimal digits, not all zeros. */
  readonly traceId: string;
  /** 16 hexadecimal digits, not all zeros. */
  readonly spanId: string;
  /** Its lowest bit says that the span is sampled. */
  readonly traceFlags: number;
}

let callback: (() => SpanContext | undefined) | undefined;
let isAsking = false;

/**
 * Tells this thread's metrics with exemplars how to find the active span, when none is passed with a recording;
 * `undefined` ends that. With OpenTelemetry JS:
 *
 *     setSpanContext(() => trace.getActiveSpan()?.spanContext());
 *
 * It is called during recordings: for each one whose metric has `exemplars: trace_based`, and for those that are
 * chosen to be exemplars where it is `always_on`. What it throws reaches nobody: it isn't called any more then, and
 * a warning says so.
 *
 * @throws {TypeError} when it isn't given a function.
 *
 * @example
 * ```ts
 * import { setSpanContext } from "@percore/telemetry";
 * const span = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", traceFlags: 1 };
 * setSpanContext(() => span);
 * setSpanContext(undefined);
 * ```
 */
export function setSpanContext(findSpan: (() => SpanContext | undefined) | undefined): void {
  if (findSpan !== undefined && typeof findSpan !== "function") {
    throw new TypeError(
      "setSpanContext() takes a function that returns the active span's context, or undefined",
    );
  }
  callback = findSpan;
}

/** What the callback of {@linkcode setSpanContext} finds. Doesn't throw, unlike what it returns may. */
export function activeSpan(): SpanContext | undefined {
  // A callback that records something itself must not be asked again.
  if (callback === undefined || isAsking) return undefined;
  isAsking = true;
  try {
    return callback();
  } catch (error) {
    callback = undefined;
    warnOnce(`the callback of setSpanContext() has thrown and isn't called any more: ${describe(error)}`);
    return undefined;
  } finally {
    isAsking = false;
  }
}

/** Whether a span is sampled. The program may have given anything: what can't be read isn't. */
export function isSampled(span: SpanContext | undefined): boolean {
  try {
    return span !== undefined && (span.traceFlags & 1) === 1;
  } catch {
    return false;
  }
}
