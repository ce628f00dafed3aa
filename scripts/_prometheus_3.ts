import { join } from "node:path";
import { buildOnce, builtPath, go } from "./_go_build.ts";

const MODULE = "github.com/prometheus/prometheus";

/** The newest version that can be had as a module: 0.316.0 is Prometheus 3.16.0. */
const VERSION = "v0.316.0";

/** Without the clients of all clouds, and without what debuggers need. */
const FLAGS = ["-tags=remove_all_sd", "-ldflags=-s -w"];

const FOLDER = builtPath("prometheus", VERSION, FLAGS.join(" "));

/** The server and the tool that {@linkcode buildPrometheus3} builds. */
export const PROMETHEUS_3: string = join(FOLDER, "prometheus"), PROMTOOL_3: string = join(FOLDER, "promtool");

/**
 * Builds a Prometheus 3, unless it has been built before. Takes minutes.
 *
 * @throws {Missing} when there is no Go that can.
 */
export function buildPrometheus3(): void {
  buildOnce(FOLDER, (work) => {
    console.log(`building a Prometheus 3, ${VERSION}`);
    const what = "a Prometheus 3", built = join(work, "built");
    const { Dir: source }: { readonly Dir: string } = JSON.parse(
      go(what, work, "mod", "download", "-json", `${MODULE}@${VERSION}`),
    );
    // In its own folder, so that it has the dependencies that its authors have tested it with.
    go(what, source, "build", ...FLAGS, "-o", `${built}/`, "./cmd/prometheus", "./cmd/promtool");
    return built;
  });
}
