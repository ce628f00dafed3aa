import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { symlink, truncate, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { load } from "../../src/cli/load.ts";
import type { Tree } from "../../src/cli/tree.ts";
import { formatDiagnostic } from "../../src/schema/mod.ts";
import { type Folder, inFolder, SMALL, small } from "./percore.ts";

const ATTRIBUTES = `file_format: definition/2
attributes:
  - { key: base.name, type: string, stability: stable, brief: A name. }
entities:
  - { type: base, identity: [{ ref: base.name }], stability: stable, brief: A base. }
`;

/** A schema whose set is of an entity that it doesn't define. */
const USER = `file_format: percore/1
metric_sets:
  - name: a
    entity: base
    stability: stable
    brief: A.
    metrics: [{ name: a.b, field: b, instrument: gauge, unit: s, brief: B. }]
`;

function manifest(...dependencies: readonly string[]): string {
  const list = dependencies.map((path) =>
    `\n  - { schema_url: "https://base.example/1.0.0"${path === "" ? "" : `, registry_path: "${path}"`} }`
  );
  return `schema_url: https://user.example/1.0.0\ndependencies:${list.join("")}\n`;
}

/** What check says of a folder, without the counts. */
async function problemsOf(folder: Folder, ...paths: readonly string[]): Promise<readonly string[]> {
  const { code, out, errors } = await folder.percore("check", ...paths);
  assert.equal(out, "");
  assert.equal(code, 1);
  return errors.split("\n\n").slice(0, -1);
}

/** A problem with a whole file. */
function unreadable(file: string, message: string, expected?: string, code = "PC140"): string {
  const help = expected === undefined ? "" : `\n    = expected ${expected}`;
  return `${file}:1:1: error ${code}: ${message}${help}`;
}

test("a manifest's dependencies are read from folders and files beside it, those that several refer to once", async () => {
  await inFolder(async (folder) => {
    await folder.write({
      "user/manifest.yaml": manifest("../base", "../middle"),
      "user/schema/a.yaml": USER,
      "base/manifest.yaml": "schema_url: https://base.example/1.0.0\n",
      "base/base.yaml": ATTRIBUTES,
      "middle/manifest.yaml": manifest("../base/"),
      "middle/none.yaml": "file_format: definition/2\n",
    });
    assert.deepEqual(await folder.percore("check", "user"), {
      code: 0,
      out: "1 file: no problems",
      errors: "",
    });
    const { source, problems } = await load([folder.join("user")]);
    assert.deepEqual(problems, []);
    assert.equal(source.manifest?.file, folder.join("user/manifest.yaml"));
    assert.deepEqual(source.files.map(({ file }) => file), [folder.join("user/schema/a.yaml")]);
    const [base, middle] = source.dependencies;
    assert.deepEqual([base?.schemaUrl, base?.path], ["https://base.example/1.0.0", "../base"]);
    assert.equal(middle?.source.dependencies[0]?.source, base?.source);
    await folder.write({ "user/manifest.yaml": manifest("../base/base.yaml") });
    assert.equal((await folder.percore("check", "user")).code, 0);
  });
});

test("a dependency that isn't on this machine is told, with what to do", async () => {
  await inFolder(async (folder) => {
    const paths = [
      "https://base.example/registry",
      "git@host:base.git",
      "base.tar.gz",
      "base.zip",
      "",
      "../no",
    ];
    await folder.write({ "user/manifest.yaml": manifest(...paths), "user/a.yaml": SMALL });
    const found = await problemsOf(folder, "user");
    assert.deepEqual(found.map((problem) => problem.split("\n").filter((line) => !line.includes("|"))), [
      [
        "user/manifest.yaml:3:64: error PC118: a dependency on a URL, which isn't fetched",
        "    = expected the path of a checkout of it",
      ],
      [
        "user/manifest.yaml:4:64: error PC118: a dependency on a URL, which isn't fetched",
        "    = expected the path of a checkout of it",
      ],
      [
        "user/manifest.yaml:5:64: error PC118: a dependency on an archive, which isn't unpacked",
        "    = expected the path of a folder with its files",
      ],
      [
        "user/manifest.yaml:6:64: error PC118: a dependency on an archive, which isn't unpacked",
        "    = expected the path of a folder with its files",
      ],
      [
        "user/manifest.yaml:7:5: error PC118: a dependency that isn't on this machine",
        "    = expected its path, once it is checked out: registry_path: DIR",
      ],
      [
        "user/manifest.yaml:8:64: error PC118: there is no such folder or file",
        `    = expected a path from the manifest's folder; this is "no"`,
      ],
    ]);
  });
});

test("registries that depend on each other in a circle, or too many behind one another, are told", async () => {
  await inFolder(async (folder) => {
    await folder.write({
      "a/manifest.yaml": manifest("../b"),
      "a/a.yaml": SMALL,
      "b/manifest.yaml": manifest("../a"),
      "b/b.yaml": small("b"),
      "own/manifest.yaml": manifest("."),
      "own/own.yaml": SMALL,
    });
    const circle = "error PC118: registries that depend on each other in a circle";
    assert.match(
      (await problemsOf(folder, "a"))[0] ?? "",
      new RegExp(`^b/manifest\\.yaml:3:64: ${circle}\n`),
    );
    assert.match(
      (await problemsOf(folder, "own"))[0] ?? "",
      new RegExp(`^own/manifest\\.yaml:3:64: ${circle}\n`),
    );
    for (let level = 0; level <= 11; level++) {
      const next = level === 11 ? "schema_url: https://last.example/1.0.0\n" : manifest(`../${level + 1}`);
      await folder.write({
        [`${level}/manifest.yaml`]: next,
        [`${level}/x.yaml`]: "file_format: definition/2\n",
      });
    }
    const [problem = "", ...others] = await problemsOf(folder, "0");
    assert.match(
      problem,
      /^10\/manifest\.yaml:3:64: error PC118: more than 10 registries behind one another\n/,
    );
    assert.deepEqual(others, []);
    assert.equal((await folder.percore("check", "1")).code, 0);
  });
});

test("what can't be read is told for each path: nothing there, no file, no schema file, bytes that aren't text", async () => {
  await inFolder(async (folder) => {
    await folder.write({ "empty/README.md": "", "good.yaml": SMALL });
    await writeFile(folder.join("latin1.yaml"), Buffer.from("# caf\u00e9\nx: 1\n", "latin1"));
    await writeFile(folder.join("utf16.yaml"), Buffer.from("\ufeffa: 1\n", "utf16le"));
    await writeFile(
      folder.join("later.yaml"),
      Buffer.concat([Buffer.from("a: 1\nb: "), Buffer.from([0xff])]),
    );
    spawnSync("mkfifo", [folder.join("pipe.yaml")]);
    const paths = [
      "good.yaml",
      "missing.yaml",
      "empty",
      "latin1.yaml",
      "utf16.yaml",
      "later.yaml",
      "pipe.yaml",
    ];
    assert.deepEqual(await problemsOf(folder, ...paths), [
      unreadable("empty", "no schema file is in it", "files whose names end with .yaml or .yml"),
      unreadable("later.yaml", "its line 2 isn't UTF-8", "a file in UTF-8"),
      unreadable("latin1.yaml", "its line 1 isn't UTF-8", "a file in UTF-8"),
      unreadable("missing.yaml", "there is no such file or folder"),
      unreadable("pipe.yaml", "it is neither a file nor a folder"),
      unreadable("utf16.yaml", "its line 1 isn't UTF-8", "a file in UTF-8"),
    ]);
  });
});

test("links in a circle, or to nothing, are told; folders that contain themselves are read once", async () => {
  await inFolder(async (folder) => {
    await folder.write({ "schema/a.yaml": SMALL, "schema/deep/b.yaml": small("b") });
    await symlink("../..", folder.join("schema/deep/up"));
    await symlink(".", folder.join("schema/self"));
    assert.deepEqual(await folder.percore("check", "schema"), {
      code: 0,
      out: "2 files: no problems",
      errors: "",
    });
    await symlink("gone.yaml", folder.join("schema/link.yaml"));
    await symlink("loop.yaml", folder.join("schema/loop.yaml"));
    assert.deepEqual(await problemsOf(folder, "schema"), [
      unreadable("schema/link.yaml", "it is a link to nothing"),
      unreadable("schema/loop.yaml", "its links lead in a circle"),
    ]);
  });
});

test("a file of 100 MiB is refused without being read whole, and so are too many and too deep ones", async () => {
  await inFolder(async (folder) => {
    await folder.write({ "huge.yaml": SMALL });
    await truncate(folder.join("huge.yaml"), 100 * 1024 * 1024);
    assert.deepEqual(await problemsOf(folder, "huge.yaml"), [
      unreadable("huge.yaml", "a file of more than 16 MiB", undefined, "PC102"),
    ]);
    await folder.write({ [`deep/${"d/".repeat(65)}a.yaml`]: SMALL });
    const [problem = ""] = await problemsOf(folder, "deep");
    assert.match(problem, /^deep(?:\/d){65}:1:1: error PC102: folders in more than 64 folders$/);
  });
});

/** A tree of files that are made up as they are asked for. */
function madeUp(files: number, bytesEach: number): Tree {
  return {
    nameOf: (path) => path,
    look: (path) => Promise.resolve({ kind: path === "all" ? "folder" : "file", id: path }),
    list: () =>
      Promise.resolve(Array.from({ length: files }, (_, index) => `${String(index).padStart(6, "0")}.yaml`)),
    expect: () => {},
    read: (_, most) => Promise.resolve(new Uint8Array(Math.min(bytesEach, most)).fill(32)),
    reasonOf: String,
  };
}

test("what is read together has limits, too", async () => {
  const problemsOf = async (tree: Tree) => (await load(["all"], tree)).problems.map(formatDiagnostic);
  assert.deepEqual(await problemsOf(madeUp(10_000, 10)), []);
  assert.deepEqual(await problemsOf(madeUp(10_001, 10)), [
    unreadable("all/010000.yaml", "more than 10000 files", undefined, "PC102"),
  ]);
  assert.deepEqual(await problemsOf(madeUp(100_001, 10)), [
    unreadable("all", "more than 100000 files in its folders", undefined, "PC102"),
  ]);
  assert.deepEqual(await problemsOf(madeUp(5, 15 * 1024 * 1024)), [
    unreadable("all/000004.yaml", "files of more than 64 MiB together", undefined, "PC102"),
  ]);
});

test("a manifest can't have files shown that aren't schema files", async () => {
  await inFolder(async (folder) => {
    await folder.write({ "secret": "TOKEN=abc", "secret.txt": "TOKEN=def", "user/a.yaml": SMALL });
    await symlink(folder.join("secret"), folder.join("link.yaml"));
    const path = ["../secret", "../secret.txt", "../link.yaml", "../secret\\0.yaml"];
    await folder.write({ "user/manifest.yaml": manifest(...path) });
    const found = await problemsOf(folder, "user");
    const none = "a file that is no schema file by its name";
    assert.deepEqual(found.map((problem) => problem.split("\n")[0]), [
      `user/manifest.yaml:3:64: error PC118: ${none}`,
      `user/manifest.yaml:4:64: error PC118: ${none}`,
      `user/manifest.yaml:5:64: error PC118: ${none}`,
      "user/manifest.yaml:6:64: error PC118: there is no such folder or file",
    ]);
    assert.ok(!found.join().includes("TOKEN"));
  });
});
