import assert from "node:assert/strict";
import { unlink } from "node:fs/promises";
import { test } from "node:test";
import { run } from "@percore/telemetry/cli";
import { git } from "./git.ts";
import { inFolder, Process, SMALL } from "./percore.ts";

/** A registry that has no metric set. */
const REGISTRY = `file_format: definition/2
attributes:
  - { key: shop.kind, type: { members: [{ id: new, stability: stable, brief: New. }] }, stability: stable, brief: Kind. }
metrics:
  - name: shop.visits
    instrument: counter
    unit: "{visit}"
    stability: stable
    brief: Visits.
    requirement_level: recommended
    attributes: [{ ref: shop.kind }]
`;

const URL_LINE = "schema_url: https://shop.example/schemas/1.0.0\n";

/** A schema that lints have something to say about, and one with an error. */
const LINTED = SMALL.replace("unit: s", "unit: seconds");
const WRONG = SMALL.replace("instrument: gauge", "instrument: guage");

const GUAGE = `a.yaml:3:89: error PC107: "guage" isn't one of the allowed values
  3 |   - {name: a, brief: A., stability: stable, metrics: [{name: a.b, field: b, instrument: guage, unit: s, brief: B.}]}
    |                                                                                         ^
    = expected counter, updowncounter, gauge or histogram; did you mean "gauge"?`;

test("check tells of errors and of what could be better, and writes nothing", async () => {
  await inFolder(async (folder) => {
    await folder.write({ "a.yaml": SMALL });
    assert.deepEqual(await folder.percore("check", "a.yaml"), {
      code: 0,
      out: "1 file: no problems",
      errors: "",
    });
    await folder.write({ "a.yaml": LINTED });
    const warned = await folder.percore("check", "a.yaml");
    assert.deepEqual([warned.code, warned.out], [0, ""]);
    assert.match(warned.errors, /^a\.yaml:3:\d+: warning PC165: [^]*\n\n1 warning$/);
    assert.equal((await folder.percore("check", "a.yaml", "--deny-warnings")).code, 1);
    await folder.write({ "a.yaml": WRONG });
    const failed = await folder.percore("check", "a.yaml");
    assert.equal(failed.code, 1);
    assert.deepEqual([failed.out, failed.errors], ["", `${GUAGE}\n\n1 error`]);
    assert.deepEqual(await folder.files(), ["a.yaml"]);
  });
});

test("what a command writes takes the place of its line of progress, and so does what goes wrong", async () => {
  await inFolder(async (folder) => {
    await folder.write({ "a.yaml": LINTED });
    const written = async (...names: readonly string[]) => {
      const lines: string[] = [];
      const output = {
        out: (line: string) => lines.push(`out ${line}`),
        error: (line: string) => lines.push(`error ${line.split("\n")[0]}`),
        progress: (line: string) => lines.push(`progress ${line}`),
      };
      await run(["check", ...names.map((name) => folder.join(name))], output);
      return lines.map((line) => line.replaceAll(folder.path, "."));
    };
    const [reading, compiling, looking, clear, error = "", ...others] = await written("a.yaml");
    assert.deepEqual([reading, compiling, looking, clear], [
      "progress reading",
      "progress compiling 1 file",
      "progress looking closer",
      "progress ",
    ]);
    assert.match(error, /^error .*a\.yaml:3:\d+: warning PC165: /);
    assert.deepEqual(others, []);
    await folder.write({ "b.yaml": SMALL });
    assert.deepEqual((await written("b.yaml")).slice(-2), ["progress ", "out 1 file: no problems"]);
    const [cleared, usage = "", ...more] = await written();
    assert.deepEqual([cleared, more], ["progress ", []]);
    assert.match(usage, /^error check needs a PATH/);
  });
});

test("check tells programs and pull requests", async () => {
  await inFolder(async (folder) => {
    await folder.write({ "a.yaml": WRONG });
    const json = await folder.percore("check", "a.yaml", "--json");
    assert.deepEqual([json.code, json.errors], [1, ""]);
    const { command, result, errors, warnings, problems, files } = JSON.parse(json.out);
    assert.deepEqual([command, result, errors, warnings, files], ["check", "problems", 1, 0, []]);
    assert.deepEqual([problems[0].code, problems[0].line, problems[0].suggestion], ["PC107", 3, "gauge"]);
    const github = await folder.percore("check", "a.yaml", "--format", "github");
    assert.deepEqual([github.code, github.errors], [1, "1 error"]);
    assert.match(
      github.out,
      /^::error file=a\.yaml,line=3,col=89,title=PC107::"guage" isn't one of the allowed values%0A/,
    );
    await folder.write({ "a.yaml": SMALL });
    const good = await folder.percore("check", "a.yaml", "--format", "github");
    assert.deepEqual(good, { code: 0, out: "1 file: no problems", errors: "" });
  });
});

test("registry writes a registry that compiles to the same code, and dependencies keep their place", async () => {
  await inFolder(async (folder) => {
    const dependency = "dependencies: [{ schema_url: https://base.example/1.0.0, registry_path: ../base }]\n";
    await folder.write({
      "user/manifest.yaml": URL_LINE + dependency,
      "user/a.yaml": SMALL,
      "base/manifest.yaml": "schema_url: https://base.example/1.0.0\n",
      "base/base.yaml": REGISTRY,
    });
    const args = ["registry", "user", "--out", "deep/registry"];
    const stale = await folder.percore(...args, "--check");
    assert.deepEqual([stale.code, stale.errors.split("\n")[0]], [
      1,
      "deep/registry/manifest.yaml is stale: run registry",
    ]);
    assert.deepEqual(await folder.percore(...args), {
      code: 0,
      out: "deep/registry/manifest.yaml written\ndeep/registry/a.yaml written",
      errors: "",
    });
    assert.match(await folder.read("deep/registry/manifest.yaml"), /registry_path: "?\.\.\/\.\.\/base"?\n/);
    await folder.percore("gen", "user", "--out", "one");
    await folder.percore("gen", "deep/registry", "--out", "two");
    const body = (text: string) => text.slice(text.indexOf("\n"));
    assert.equal(body(await folder.read("one/a.gen.ts")), body(await folder.read("two/a.gen.ts")));
  });
});

test("a schema without a URL gives no registry", async () => {
  await inFolder(async (folder) => {
    await folder.write({ "a.yaml": SMALL });
    assert.deepEqual(await folder.percore("registry", "a.yaml", "--out", "out"), {
      code: 1,
      out: "",
      errors: "percore registry: a registry needs a schema_url, and the schema has none",
    });
  });
});

test("import proposes metric sets for a registry, to a file or to standard output", async () => {
  await inFolder(async (folder) => {
    await folder.write({ "registry/shop.yaml": REGISTRY });
    const { code, out, errors } = await folder.percore("import", "registry");
    assert.deepEqual([code, errors], [0, ""]);
    assert.match(out, /^file_format: percore\/1$/m);
    assert.match(out, /^ {6}- \{? ?ref: shop\.visits/m);
    const json = await folder.percore("import", "registry", "--json");
    assert.equal(JSON.parse(json.out).text, `${out}\n`);
    const args = ["import", "registry", "--out", "sets.yaml"];
    assert.deepEqual(await folder.percore(...args), { code: 0, out: "sets.yaml written", errors: "" });
    assert.equal(await folder.read("sets.yaml"), `${out}\n`);
    assert.equal((await folder.percore(...args, "--check")).out, "sets.yaml is up to date");
    assert.deepEqual((await folder.percore("gen", "registry", "sets.yaml", "--out", "out")).errors, "");
  });
});

test("docs writes a page for each namespace, and removes those of namespaces that are gone", async () => {
  await inFolder(async (folder) => {
    await folder.write({ "schema/a.yaml": SMALL, "schema/shop.yaml": REGISTRY, "docs/own.md": "# Ours\n" });
    const args = ["docs", "schema", "--out", "docs"];
    assert.deepEqual(await folder.percore(...args), {
      code: 0,
      out: "docs/README.md written\ndocs/a.md written\ndocs/shop.md written",
      errors: "",
    });
    assert.equal((await folder.percore(...args, "--check")).code, 0);
    await unlink(folder.join("schema/shop.yaml"));
    assert.deepEqual(await folder.percore(...args, "--check"), {
      code: 1,
      out: "docs/a.md is up to date",
      errors: "docs/README.md is stale: run docs\ndocs/shop.md is stale: its namespace is gone",
    });
    await folder.percore(...args);
    assert.deepEqual(await folder.files(), ["docs/README.md", "docs/a.md", "docs/own.md", "schema/a.yaml"]);
  });
});

test("diff tells what is different from a revision, and fails for a breaking change to something stable", async () => {
  await inFolder(async (folder) => {
    git(folder, "init", "--quiet");
    await folder.write({ "schema/shop.yaml": REGISTRY });
    git(folder, "add", "--all");
    git(folder, "commit", "--quiet", "--message", "First");
    assert.deepEqual(await folder.percore("diff", "HEAD:schema", "schema"), {
      code: 0,
      out: "no changes",
      errors: "",
    });
    await folder.write({ "schema/shop.yaml": REGISTRY.replace("{visit}", "{person}") });
    const { code, out, errors } = await folder.percore("diff", "HEAD:schema", "schema");
    assert.deepEqual([code, errors], [1, ""]);
    assert.match(out, /metric "?shop\.visits"?: .*\{visit\}.*\{person\}/);
    const json = await folder.percore("diff", "HEAD:schema/shop.yaml", "schema", "--json");
    const { result, changes } = JSON.parse(json.out);
    assert.equal(json.code, 1);
    assert.equal(result, "failed");
    assert.deepEqual([changes[0].kind, changes[0].name, changes[0].isFailing], ["unit", "shop.visits", true]);
    const wrong = await folder.percore("diff", "HEAD:schema", "HEAD~7:schema");
    assert.deepEqual(wrong, { code: 1, out: "", errors: 'percore diff: git has no revision "HEAD~7"' });
    const hostile = await folder.percore("diff", "HEAD:schema", "--output=x:schema");
    assert.deepEqual([hostile.code, hostile.errors.split("\n")[0]], [2, "there is no option --output"]);
    const behind = await folder.percore("diff", "HEAD:schema", "--", "--output=x:schema");
    assert.match(behind.errors, /^--output=x:schema:1:1: error PC140: there is no such file or folder\n/);
    assert((await folder.files()).every((file) => file.startsWith(".git/") || file === "schema/shop.yaml"));
  });
});

test("schema writes the JSON Schema of the language, to a file or to standard output", async () => {
  await inFolder(async (folder) => {
    const { code, out, errors } = await folder.percore("schema");
    assert.deepEqual([code, errors], [0, ""]);
    assert.equal(JSON.parse(out).$schema, "http://json-schema.org/draft-07/schema#");
    const args = ["schema", "--out", "percore.schema.json"];
    assert.equal((await folder.percore(...args)).out, "percore.schema.json written");
    assert.equal(await folder.read("percore.schema.json"), `${out}\n`);
    assert.equal((await folder.percore(...args, "--check")).out, "percore.schema.json is up to date");
    assert.equal((await folder.percore("schema", "x.yaml")).code, 2);
  });
});

test("every command that reads or writes files says what it needs", async () => {
  await inFolder(async (folder) => {
    for (
      const [args, message] of [
        [["check"], "check needs a PATH"],
        [["registry", "--out", "x"], "registry needs a PATH"],
        [["registry", "a.yaml"], "registry needs --out DIR"],
        [["docs", "--out", "x"], "docs needs a PATH"],
        [["docs", "a.yaml"], "docs needs --out DIR"],
        [["import"], "import needs a PATH"],
        [["import", "a.yaml", "--check"], "--check needs --out FILE"],
        [["diff", "a.yaml"], "diff takes two versions, not 1"],
        [["diff", "a", "b", "c"], "diff takes two versions, not 3"],
      ] as const
    ) {
      const { code, out, errors } = await folder.percore(...args);
      assert.deepEqual([code, out, errors.split("\n")[0]], [2, "", message]);
      assert(errors.includes(`\nusage: percore ${args[0]} `), errors);
    }
  });
});

test("the commands run as processes, with what they wrote and how they ended", async () => {
  await inFolder(async (folder) => {
    await folder.write({ "a.yaml": SMALL, "b.yaml": WRONG });
    const good = await new Process(folder, "check", "a.yaml").ended;
    assert.deepEqual(good, { code: 0, out: "1 file: no problems\n", errors: "" });
    const bad = await new Process(folder, "gen", "b.yaml", "--out", "out").ended;
    assert.deepEqual([bad.code, bad.out], [1, ""]);
    assert.match(bad.errors, /^b\.yaml:3:89: error PC107: [^]*\n\n1 error\n$/);
    const usage = await new Process(folder, "docs").ended;
    assert.deepEqual([usage.code, usage.out], [2, ""]);
  });
});
