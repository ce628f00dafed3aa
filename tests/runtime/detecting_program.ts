/** Writes what is found, as JSON. */
import { detectResource } from "@percore/telemetry/runtime";

console.log(JSON.stringify(detectResource()));
