import { booleanVariable, pairsVariable, variable } from "../host/environment.ts";
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

/** Whether `OTEL_SDK_DISABLED` forbids to send telemetry. */
export function isDisabled(): boolean {
  return booleanVariable("OTEL_SDK_DISABLED");
}
