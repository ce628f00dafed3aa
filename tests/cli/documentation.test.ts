import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { inFolder } from "./percore.ts";

test("the examples in docs/cli.md write what stands there", async () => {
  const page = await readFile(new URL("../../docs/cli.md", import.meta.url), "utf8");
  await inFolder(async (folder) => {
    for (const [, name = "", text = ""] of page.matchAll(/^```yaml\n# (\S+)\n([^]*?)^```$/gm)) {
      await folder.write({ [name]: text });
    }
    const examples = [...page.matchAll(/^```console\n([^]*?)^```$/gm)].flatMap(([, text = ""]) =>
      text.split(/^\$ percore /m).slice(1)
    );
    assert.deepEqual(
      new Set(examples.map((example) => example.split(" ")[0])),
      new Set([...page.matchAll(/^## (\w+)$/gm)].map(([, name]) => name).filter((name) => name !== "replay")),
    );
    for (const example of examples) {
      const [line = "", ...expected] = example.trimEnd().split("\n");
      const { code, out, errors } = await folder.percore(...line.split(" "));
      assert.deepEqual({ line, code, out, errors }, { line, code: 0, out: expected.join("\n"), errors: "" });
    }
  });
});

test("docs/cli.md has every command", async () => {
  const page = await readFile(new URL("../../docs/cli.md", import.meta.url), "utf8");
  await inFolder(async (folder) => {
    const { out } = await folder.percore("--help");
    const namesIn = (text: string, pattern: RegExp) => Array.from(text.matchAll(pattern), ([, name]) => name);
    assert.deepEqual(namesIn(out, /^ {2}(\w+) /gm).sort(), namesIn(page, /^## (\w+)$/gm).sort());
  });
});
