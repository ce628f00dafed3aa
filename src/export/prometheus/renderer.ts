import type { Collection, Resource } from "../../aggregate/collection.ts";
import { Families } from "./families.ts";
import { joinLabels, label, labelsText } from "./label.ts";
import { Page } from "./page.ts";

/** The content type of what {@linkcode PrometheusRenderer} writes. */
export const PROMETHEUS_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

const TARGET_INFO = "target_info";

/**
 * Writes collections in Prometheus' text format 0.0.4, with names as OpenTelemetry's "Prometheus and OpenMetrics
 * Compatibility" gives them (`UnderscoreEscapingWithSuffixes`).
 *
 * Use one renderer for each reader: it keeps the text of the last collection and, as long as the series stay the
 * same, changes the numbers alone, at about the price of writing their digits. Memory: the text twice, and the
 * names and labels of each series.
 *
 * Nothing appears twice. A metric whose name belongs to a metric of another type is left out. Series that differ
 * in their attributes, but not in their labels, are added when they are sums or distributions of the same boundaries;
 * of others the first one stays. What is left out is told on the console and counted in {@linkcode omitted}.
 * A gauge that has no value yet has no line.
 *
 * An exponential histogram is written as a classic one, with the upper bounds of the buckets that hold something:
 * bounds come with the data, and stay until the histogram becomes coarser. A min-max-sum-count is a summary without
 * quantiles.
 *
 * @example
 * ```ts
 * import { PrometheusRenderer } from "@percore/telemetry/prometheus";
 * const renderer = new PrometheusRenderer();
 * const bytes = renderer.render({
 *   resource: { attributes: { "service.name": "shop" } },
 *   sets: [],
 * });
 * const text = new TextDecoder().decode(bytes);
 * if (!text.endsWith('\ntarget_info{service_name="shop"} 1\n')) throw new Error(text);
 * ```
 */
export class PrometheusRenderer {
  readonly #families = new Families([TARGET_INFO]);
  readonly #page = new Page();
  #resource: Resource | undefined;
  #targetInfo = new Uint8Array();

  /** How many series the last collection had that could not be written, because others have their name. */
  get omitted(): number {
    return this.#families.omitted;
  }

  /** The text of a collection, in bytes that no later call changes. */
  render(collection: Collection): Uint8Array<ArrayBuffer> {
    const newResource = collection.resource !== this.#resource;
    if (newResource) {
      this.#resource = collection.resource;
      this.#targetInfo = targetInfo(collection.resource);
    }
    const newSeries = this.#families.update(collection.sets);
    const page = this.#page;
    page.begin(newResource || newSeries);
    page.text(this.#targetInfo);
    for (const family of this.#families.values()) family.write(page);
    return page.finish();
  }
}

function targetInfo({ attributes }: Resource): Uint8Array<ArrayBuffer> {
  const labels = joinLabels(Object.entries(attributes).map(([key, value]) => label(key, value)));
  const text = labels.length === 0 ? "" : [
    `# HELP ${TARGET_INFO} Target metadata`,
    `# TYPE ${TARGET_INFO} gauge`,
    `${TARGET_INFO}{${labelsText(labels)}} 1\n`,
  ].join("\n");
  return new TextEncoder().encode(text);
}
