/**
 * Compares deno.json with package.json, from which the package is published twice: both must have one name, one
 * version and the same exports, and Bun must get the same file as Deno. `deno run -A scripts/exports.ts`
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { ROOT } from "./_root.ts";

interface DenoManifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly exports: Readonly<Record<string, string>>;
}

interface PackageManifest extends Omit<DenoManifest, "exports"> {
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const deno: DenoManifest = JSON.parse(readFileSync(join(ROOT, "deno.json"), "utf8"));
const npm: PackageManifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const differences: string[] = [];

function compare(what: string, inDeno: string | undefined, inPackage: string | undefined): void {
  if (inDeno !== inPackage) {
    differences.push(
      `${what}: ${inDeno ?? "nothing"} in deno.json, ${inPackage ?? "nothing"} in package.json`,
    );
  }
}

compare("name", deno.name, npm.name);
compare("version", deno.version, npm.version);
compare("license", deno.license, npm.license);
for (const key of new Set([...Object.keys(deno.exports), ...Object.keys(npm.exports)])) {
  const source = deno.exports[key], conditions = npm.exports[key];
  compare(`exports["${key}"]`, source, conditions?.bun);
  if (source === undefined || conditions === undefined) continue;
  const built = source.replace(/^\.\//, "./dist/").replace(/\.ts$/, "");
  compare(`exports["${key}"], types`, `${built}.d.ts`, conditions.types);
  compare(`exports["${key}"], default`, `${built}.js`, conditions.default);
  if (!existsSync(join(ROOT, source))) differences.push(`exports["${key}"]: there is no ${source}`);
}

for (const difference of differences) console.error(difference);
process.exit(differences.length > 0 ? 1 : 0);
