import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cp, mkdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { executable } from "../../scripts/_runtimes.ts";
import { inFolder, SMALL } from "./percore.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Builds what npm publishes into a folder, as `deno task build` does, and makes its dependencies found there. */
async function install(folder: string): Promise<string> {
  const target = join(folder, "node_modules/@percore/telemetry");
  await mkdir(target, { recursive: true });
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const { status, stdout } = spawnSync(
    executable("deno"),
    ["run", "-A", tsc, "--project", ROOT, "--outDir", join(target, "dist")],
    { cwd: ROOT, encoding: "utf8" },
  );
  assert.equal(status, 0, stdout);
  await cp(join(ROOT, "package.json"), join(target, "package.json"));
  const { dependencies } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  // Nothing else is there: what isn't declared isn't found.
  for (const name of Object.keys(dependencies)) {
    await symlink(join(ROOT, "node_modules", name), join(folder, "node_modules", name));
  }
  return target;
}

test(
  "the package for npm has all that the command and the exported compiler need",
  { timeout: 120_000 },
  async () => {
    await inFolder(async (folder) => {
      const target = await install(folder.path);
      const { bin, exports } = JSON.parse(await readFile(join(target, "package.json"), "utf8"));
      await folder.write({
        "shop.yaml": SMALL,
        "compile.js": `import { compile } from "@percore/telemetry/schema";
const { schema } = compile([{ file: "shop.yaml", text: ${JSON.stringify(SMALL)} }]);
console.log(schema.modules()[0].path);
`,
        "package.json": '{ "type": "module" }',
      });
      const run = (...args: readonly string[]) => {
        const runtime = process.versions.bun === undefined ? ["run", "--quiet", "--allow-all"] : [];
        const options = {
          cwd: folder.path,
          encoding: "utf8",
          env: { ...process.env, NO_COLOR: "1" },
        } as const;
        return spawnSync(process.execPath, [...runtime, ...args], options);
      };
      const command = run(join(target, bin.percore), "gen", "shop.yaml", "--out", "out");
      assert.deepEqual([command.status, command.stdout, command.stderr], [
        0,
        "out/shop.gen.ts written\n",
        "",
      ]);
      // Bun would take the source, which has its own place in the package.
      const entry = exports["./schema"].default;
      await folder.write({
        "compile.js": (await folder.read("compile.js")).replace(
          "@percore/telemetry/schema",
          join(target, entry),
        ),
      });
      const program = run("compile.js");
      assert.deepEqual([program.status, program.stdout, program.stderr], [0, "shop.gen.ts\n", ""]);
    });
  },
);
