import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import process from "node:process";
import { test } from "node:test";
import { load } from "../../src/cli/load.ts";
import { revisionPath, revisionTree } from "../../src/cli/revision.ts";
import { formatDiagnostic } from "../../src/schema/mod.ts";
import { git } from "./git.ts";
import { type Folder, inFolder, SMALL, small } from "./percore.ts";

/** Calls back within a repository, whose first commit has some files. */
async function inRepository(
  files: Readonly<Record<string, string>>,
  action: (folder: Folder) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    git(folder, "init", "--quiet");
    await folder.write(files);
    git(folder, "add", "--all");
    git(folder, "commit", "--quiet", "--message", "First");
    const before = process.cwd();
    process.chdir(folder.path);
    try {
      await action(folder);
    } finally {
      process.chdir(before);
    }
  });
}

test("a revision's files are read as those of a folder are, whatever is in the folder now", async () => {
  const files = {
    "schema/a.yaml": SMALL,
    "schema/deep/b.yml": small("b"),
    "schema/.hidden.yaml": "",
    "schema/notes.txt": "",
    "schema/manifest.yaml":
      "schema_url: https://a.example/1.0.0\ndependencies: [{ schema_url: https://b.example/1.0.0, registry_path: ../base }]\n",
    "base/caf\u00e9 \u001b.yaml": "file_format: definition/2\n",
  };
  await inRepository(files, async (folder) => {
    await folder.write({ "schema/a.yaml": "something else", "schema/c.yaml": "" });
    const { source, problems } = await load(["schema"], revisionTree("HEAD"));
    assert.deepEqual(problems, []);
    assert.deepEqual(source.files, [
      { file: "HEAD:schema/a.yaml", text: SMALL },
      { file: "HEAD:schema/deep/b.yml", text: small("b") },
    ]);
    assert.equal(source.manifest?.file, "HEAD:schema/manifest.yaml");
    assert.deepEqual(source.dependencies[0]?.source.files.map(({ file }) => file), [
      "HEAD:base/caf\u00e9 \u001b.yaml",
    ]);
    const whole = await load([""], revisionTree("HEAD"));
    assert.deepEqual(whole.source.files.map(({ file }) => file), [
      "HEAD:base/caf\u00e9 \u001b.yaml",
      "HEAD:schema/a.yaml",
      "HEAD:schema/deep/b.yml",
    ]);
    const one = await load(["schema/a.yaml"], revisionTree("HEAD"));
    assert.deepEqual(one.source.files, [{ file: "HEAD:schema/a.yaml", text: SMALL }]);
  });
});

test("what a revision doesn't have, or has as a link, is told; nothing outside of it is read", async () => {
  await inRepository({ "a.yaml": SMALL }, async (folder) => {
    await symlink("/etc/passwd", folder.join("link.yaml"));
    git(folder, "add", "--all");
    git(folder, "commit", "--quiet", "--message", "Second");
    const { problems } = await load(["link.yaml", "no", "../../etc", "/etc"], revisionTree("HEAD"));
    assert.deepEqual(problems.map((problem) => formatDiagnostic(problem).split("\n")[0]), [
      "HEAD:../../etc:1:1: error PC140: there is no such file or folder",
      "HEAD:/etc:1:1: error PC140: there is no such file or folder",
      "HEAD:link.yaml:1:1: error PC140: it is neither a file nor a folder",
      "HEAD:no:1:1: error PC140: there is no such file or folder",
    ]);
    const before = await load([""], revisionTree("HEAD~1"));
    assert.deepEqual(before.source.files, [{ file: "HEAD~1:a.yaml", text: SMALL }]);
  });
});

test("a revision that isn't there is told, and none is taken for an option or a command", async () => {
  await inRepository({ "a.yaml": SMALL }, (folder) => {
    for (
      const revision of ["nowhere", "HEAD~5", "--output=x", "-h", "HEAD;touch x", "$(touch x)", "HEAD\nx"]
    ) {
      assert.throws(() => revisionTree(revision), {
        message: `git has no revision ${JSON.stringify(revision)}`,
      });
    }
    return folder.files().then((files) =>
      assert(files.every((file) => file === "a.yaml" || file.startsWith(".git/")))
    );
  });
  await inFolder((folder) => {
    const before = process.cwd();
    process.chdir(folder.path);
    try {
      assert.throws(() => revisionTree("HEAD"), { message: 'git has no revision "HEAD"' });
    } finally {
      process.chdir(before);
    }
    return Promise.resolve();
  });
});

test("REVISION:PATH is told apart from other paths", () => {
  assert.deepEqual(revisionPath("HEAD~1:schema"), { revision: "HEAD~1", path: "schema" });
  assert.deepEqual(revisionPath("v1.0.0:"), { revision: "v1.0.0", path: "" });
  assert.deepEqual(revisionPath("origin/main:a:b"), { revision: "origin/main", path: "a:b" });
  for (
    const text of ["schema", "-x:schema", "--output=x:y", ":schema", "a b:schema", "HEAD:a\0b", "a\nb:c"]
  ) {
    assert.equal(revisionPath(text), undefined);
  }
});
