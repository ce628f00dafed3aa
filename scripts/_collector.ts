import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { Missing } from "./_debian_package.ts";

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

/** Where built Collectors are kept for the next time. */
const CACHE = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "percore", "collector");

const digest = createHash("sha256").update(MANIFEST).digest("hex").slice(0, 12);

/** The Collector that {@linkcode buildCollector} builds. */
export const COLLECTOR: string = join(CACHE, `${VERSION}-${digest}`);

/**
 * Builds an OpenTelemetry Collector with the OpenTelemetry Collector Builder, unless it has been built before.
 * Takes minutes.
 *
 * @throws {Missing} when there is no Go that can.
 */
export function buildCollector(): void {
  if (existsSync(COLLECTOR)) return;
  console.log(`building an OpenTelemetry Collector ${VERSION}`);
  mkdirSync(CACHE, { recursive: true });
  const work = mkdtempSync(join(CACHE, "build-"));
  try {
    writeFileSync(join(work, "builder.yaml"), MANIFEST);
    const { status } = spawnSync("go", ["run", `${CORE}/cmd/builder@${VERSION}`, "--config=builder.yaml"], {
      cwd: work,
      stdio: ["ignore", "ignore", "inherit"],
    });
    if (status !== 0) throw new Missing("Go 1.26 or newer that can build an OpenTelemetry Collector");
    renameSync(join(work, "collector", "collector"), COLLECTOR);
  } finally {
    rmSync(work, { recursive: true });
  }
}
