import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { escapeInvisible } from "../../src/schema/mod.ts";
import { Folder, inFolder } from "./percore.ts";

/** A schema; the registry that it is; and what Weaver has generated from that with the templates. */
const SAMPLE = new Folder(fileURLToPath(new URL("weaver", import.meta.url)));
const TEMPLATES = fileURLToPath(new URL("../../src/codegen/weaver", import.meta.url));
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Weaver's executable, for those who have it. */
const WEAVER = process.env.PERCORE_WEAVER ?? "";

test("what Weaver generates with the templates is what gen generates", async () => {
  const outcome = await SAMPLE.percore("gen", "registry", "--out", "generated", "--check");
  assert.deepEqual(outcome, {
    code: 0,
    out: "generated/orders/order.gen.ts is up to date\ngenerated/shop.gen.ts is up to date",
    errors: "",
  });
});

test("the registry that Weaver was given is what registry writes, and gives the same code as the schema", async () => {
  const { code, errors } = await SAMPLE.percore("registry", "schema", "--out", "registry", "--check");
  assert.deepEqual([code, errors], [0, ""]);
  await inFolder(async (folder) => {
    assert.equal((await SAMPLE.percore("gen", "schema", "--out", folder.path)).code, 0);
    for (const name of ["shop.gen.ts", "orders/order.gen.ts"]) {
      const body = (text: string) => text.slice(text.indexOf("\n"));
      assert.equal(body(await folder.read(name)), body(await SAMPLE.read(`generated/${name}`)));
    }
  });
});

test("what Weaver generates passes deno check", {
  skip: process.versions.bun === undefined ? false : "needs the tools of Deno",
}, () => {
  const files = ["shop.gen.ts", "orders/order.gen.ts"].map((name) => SAMPLE.join("generated", name));
  const { status, stderr } = spawnSync(process.execPath, ["check", "--quiet", ...files], {
    cwd: ROOT,
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
});

test("templates writes the templates, and tells whether they are up to date", async () => {
  await inFolder(async (folder) => {
    const files = ["t/registry/percore/module.ts.j2", "t/registry/percore/weaver.yaml"];
    const stale = files.map((file) => `${file} is stale: run templates`).join("\n");
    const args = ["templates", "--out", "t"];
    assert.deepEqual(await folder.percore(...args, "--check"), { code: 1, out: "", errors: stale });
    const written = files.map((file) => `${file} written`).join("\n");
    assert.deepEqual(await folder.percore(...args), { code: 0, out: written, errors: "" });
    assert.deepEqual(await folder.files(), files);
    for (const name of await readdir(TEMPLATES)) {
      assert.equal(
        await folder.read(join("t/registry/percore", name)),
        await readFile(join(TEMPLATES, name), "utf8"),
      );
    }
    const json = await folder.percore(...args, "--json");
    assert.deepEqual(JSON.parse(json.out), {
      command: "templates",
      result: "done",
      errors: 0,
      warnings: 0,
      problems: [],
      files: files.map((path) => ({ path, state: "up to date" })),
    });
    for (
      const [args, message] of [[["templates"], "needs --out DIR"], [
        ["templates", "x"],
        "takes no PATH",
      ]] as const
    ) {
      const { code, errors } = await folder.percore(...args);
      assert.deepEqual([code, errors.split("\n")[0]], [2, `templates ${message}`]);
    }
  });
});

test("the templates write out the same characters as gen", async () => {
  const { templates } = parse(await readFile(join(TEMPLATES, "weaver.yaml"), "utf8"));
  const [, ranges = ""] = /gsub\("\(\?<c>\[(\\\\u\{0\}[^\]]+)\]\)"/.exec(templates[0].filter) ?? [];
  const invisible = new RegExp(`[${ranges.replaceAll("\\\\", "\\")}]`, "u");
  for (let code = 0; code <= 0x10ffff; code++) {
    // No text that Weaver reads has one half of a pair.
    if (code >= 0xd800 && code < 0xe000) continue;
    const character = String.fromCodePoint(code);
    assert.equal(invisible.test(character), escapeInvisible(character) !== character, code.toString(16));
  }
});

test("Weaver generates the same with the templates now", {
  skip: WEAVER === "" ? "needs PERCORE_WEAVER, the path of Weaver's executable" : false,
}, async () => {
  await inFolder(async (folder) => {
    await cp(SAMPLE.join("registry"), folder.join("registry"), { recursive: true });
    assert.equal((await folder.percore("templates", "--out", "templates")).code, 0);
    const args = [
      "registry",
      "generate",
      "-r",
      "registry",
      "-t",
      "templates",
      "--v2",
      "-Dfolder=../",
      "percore",
      "out",
    ];
    const { status, stderr } = spawnSync(WEAVER, args, { cwd: folder.path, encoding: "utf8" });
    assert.equal(status, 0, stderr);
    for (const name of ["shop.gen.ts", "orders/order.gen.ts"]) {
      assert.equal(await folder.read(`out/${name}`), await SAMPLE.read(`generated/${name}`));
    }
  });
});
