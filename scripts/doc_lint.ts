/**
 * Checks that all that the package exports is documented, and that its types are exported too:
 * `deno run -A scripts/doc_lint.ts`.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { ROOT } from "./_root.ts";
import { executable } from "./_runtimes.ts";

/** Types of dependencies, which the linter takes for percore's own and would have exported. */
const FOREIGN =
  /references private type '(?:Hono|Context|MiddlewareHandler|ConnInfo|GetConnInfo|MetricProducer|MetricDescriptor|AggregationTemporality|DataPointType[.\w]*)'/;

const { exports }: { exports: Record<string, string> } = JSON.parse(
  readFileSync(join(ROOT, "deno.json"), "utf8"),
);
const { status, stderr, error } = spawnSync(
  executable("deno"),
  ["doc", "--lint", ...Object.values(exports)],
  {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "ignore", "pipe"],
  },
);
if (error !== undefined) throw error;

const findings = stderr.split(/^(?=error(?:\[[\w-]+\])?: )/m).filter((part) => part.startsWith("error["));
const own = findings.filter((finding) => !FOREIGN.test(finding));
for (const finding of own) console.error(finding.trimEnd());
// Without findings, a failure is one of the command itself.
if (status !== 0 && findings.length === 0) console.error(stderr);
process.exit(own.length > 0 || (status !== 0 && findings.length === 0) ? 1 : 0);
