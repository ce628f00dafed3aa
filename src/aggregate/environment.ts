import { booleanVariable, pairsVariable, variable } from "../host/environment.ts";
import { executableName } from "../host/executable.ts";
import type { Attributes } from "../set/attribute.ts";

/**
 * What the environment says of the process: `OTEL_RESOURCE_ATTRIBUTES`, and `OTEL_SERVICE_NAME`, which wins
 * (OpenTelemetry resource SDK, "Specifying resource information via an environment variable").
 */
export function environmentResource(): Attributes {
  const attributes = pairsVariable("OTEL_RESOURCE_ATTRIBUTES") ?? [];
  const service = variable("OTEL_SERVICE_NAME");
  return Object.fromEntries(service === undefined ? attributes : [...attributes, ["service.name", service]]);
}

/**
 * What a service without a name is called: `unknown_service`, and the name of the runtime's executable (semantic
 * conventions, `service.name`).
 */
export function unknownService(): Attributes {
  const name = executableName();
  return { "service.name": name === undefined ? "unknown_service" : `unknown_service:${name}` };
}

/** Whether `OTEL_SDK_DISABLED` forbids to send telemetry. */
export function isDisabled(): boolean {
  return booleanVariable("OTEL_SDK_DISABLED");
}
