/** Pushes as a handler at the edge does, without workers, shared memory and the runtime's own objects. */
declare const process: { readonly argv: readonly string[] };

const url = process.argv[2] ?? "";
for (
  const name of [
    "SharedArrayBuffer",
    "Worker",
    "BroadcastChannel",
    "Buffer",
    "setInterval",
    "Deno",
    "process",
  ]
) {
  Reflect.deleteProperty(globalThis, name);
}
// From here on: what is imported must not see them when it is loaded.
const { createTelemetry } = await import("@percore/telemetry");
const { otlpExporter } = await import("@percore/telemetry/otlp");
const { Plain } = await import("../set/sample_sets.ts");

const telemetry = createTelemetry({
  resource: { "service.name": "edge" },
  exporters: [otlpExporter({ url, temporality: "delta", compression: "gzip" })],
});
const { count } = telemetry.register(Plain);
const waiting: Promise<unknown>[] = [];
const context = { waitUntil: (promise: Promise<unknown>) => void waiting.push(promise) };
for (let request = 1; request <= 3; request++) {
  count.add(request);
  context.waitUntil(telemetry.flush({ export: true }));
}
console.log(await Promise.all(waiting));
await telemetry.shutdown();
