/**
 * A program that pins its main thread and says what came of it: where that can't be, it goes on. With an
 * argument, it takes from percore's sight what other systems lack.
 */
import process from "node:process";
import { createTelemetry } from "@percore/telemetry";
import { pin, pinning, readTopology } from "@percore/telemetry/numa";
import { pointsOf } from "../aggregate/values.ts";

const [lacking] = process.argv.slice(2);
if (lacking === "linux") Object.defineProperty(process, "platform", { value: "darwin" });
if (lacking === "ffi") {
  Object.defineProperty(globalThis, "Deno", { value: undefined });
  process.getBuiltinModule = () => undefined;
}

const cpu = readTopology().nodes.flatMap(({ cpus }) => cpus)[0] ?? 0;
pin(cpu);
pin(cpu);
const telemetry = createTelemetry({ resource: {} });
const { series } = pointsOf(telemetry.reader().collect(), "percore.pinning");
console.log(JSON.stringify([pinning(), series.map((attributes) => attributes.map(({ value }) => value))]));
await telemetry.shutdown();
