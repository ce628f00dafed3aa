import type { ResourceMetrics } from "@opentelemetry/sdk-metrics";
import type { Resource } from "../../aggregate/collection.ts";

type OtelResource = ResourceMetrics["resource"];
type RawAttributes = ReturnType<OtelResource["getRawAttributes"]>;

/**
 * percore's resource in the form of OpenTelemetry JS, whose metric readers put their own in its place. A class of
 * percore's, since that package can't be imported here.
 */
export class ProducerResource implements OtelResource {
  readonly attributes: Record<string, unknown>;
  readonly schemaUrl?: string;

  constructor({ attributes, schemaUrl }: Pick<OtelResource | Resource, "attributes" | "schemaUrl">) {
    this.attributes = { ...attributes };
    if (schemaUrl !== undefined) this.schemaUrl = schemaUrl;
  }

  /** Both resources' attributes; of the same keys, the other one's. Schema URLs that contradict are left out. */
  merge(other: OtelResource | null): OtelResource {
    const urls = new Set([this.schemaUrl, other?.schemaUrl].filter((url) => url !== undefined && url !== ""));
    const [schemaUrl] = urls;
    return new ProducerResource({
      attributes: { ...this.attributes, ...other?.attributes },
      ...(urls.size === 1 && schemaUrl !== undefined ? { schemaUrl } : {}),
    });
  }

  getRawAttributes(): RawAttributes {
    return Object.entries(this.attributes);
  }
}
