import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildOnce, builtPath, go } from "./_go_build.ts";

/** The newest version of which all these modules can be had, and the one that its providers have. */
const VERSION = "v0.161.0", PROVIDERS_VERSION = "v1.67.0";

const CORE = "go.opentelemetry.io/collector";
const CONTRIB = "github.com/open-telemetry/opentelemetry-collector-contrib";

/** What the OpenTelemetry Collector Builder makes a Collector from. */
const MANIFEST = `dist:
  name: collector
  output_path: ./collector
receivers:
  - gomod: ${CORE}/receiver/otlpreceiver ${VERSION}
exporters:
  - gomod: ${CORE}/exporter/debugexporter ${VERSION}
  - gomod: ${CONTRIB}/exporter/fileexporter ${VERSION}
  - gomod: ${CONTRIB}/exporter/prometheusexporter ${VERSION}
providers:
  - gomod: ${CORE}/confmap/provider/envprovider ${PROVIDERS_VERSION}
  - gomod: ${CORE}/confmap/provider/fileprovider ${PROVIDERS_VERSION}
`;

/** The Collector that {@linkcode buildCollector} builds. */
export const COLLECTOR: string = builtPath("collector", VERSION, MANIFEST);

/**
 * Builds an OpenTelemetry Collector with the OpenTelemetry Collector Builder, unless it has been built before.
 * Takes minutes.
 *
 * @throws {Missing} when there is no Go that can.
 */
export function buildCollector(): void {
  buildOnce(COLLECTOR, (work) => {
    console.log(`building an OpenTelemetry Collector ${VERSION}`);
    writeFileSync(join(work, "builder.yaml"), MANIFEST);
    go("an OpenTelemetry Collector", work, "run", `${CORE}/cmd/builder@${VERSION}`, "--config=builder.yaml");
    return join(work, "collector", "collector");
  });
}
