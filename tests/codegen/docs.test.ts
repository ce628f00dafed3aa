import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { type MarkdownFile, markdownFiles } from "../../src/codegen/mod.ts";
import { type Attribute, compile, formatDiagnostic, type Schema } from "../../src/schema/mod.ts";
import { hostileText, schemaWith } from "./hostile_schema.ts";
import { parsed, visit } from "./markdown_tree.ts";

const FOLDER = new URL("./docs/", import.meta.url);

function read(file: string): string {
  return readFileSync(new URL(file, FOLDER), "utf8");
}

function schemaOf(text: string): Schema {
  const { schema, problems } = compile([{ file: "schema.yaml", text }]);
  assert.ok(schema, problems.map(formatDiagnostic).join("\n"));
  return schema;
}

const shop = schemaOf(read("schema.yaml"));

/** The shop's schema with other attributes. */
function withAttributes(change: (attribute: Attribute) => Attribute): Schema {
  return { ...shop, files: shop.files.map((file) => ({ ...file, attributes: file.attributes.map(change) })) };
}

/** The pages' links to each other, and the marks that links can lead to. */
function linksOf(pages: readonly MarkdownFile[]): { readonly links: readonly string[]; readonly marks: readonly string[] } {
  const links: string[] = [], marks: string[] = [];
  for (const { path, text } of pages) {
    marks.push(path);
    visit(parsed(text), (node) => {
      if (node.type === "html") marks.push(...Array.from(node.value.matchAll(/<a id="(.*?)">/g), ([, id]) => `${path}#${id}`));
      if (node.type !== "link" || /^(?:https?:\/\/|mailto:|\/)/i.test(node.url)) return;
      links.push(node.url.startsWith("#") ? path + node.url : node.url);
    });
  }
  return { links, marks };
}

/** Reports links that lead nowhere, and marks that are there twice. */
function checkLinks(pages: readonly MarkdownFile[]): number {
  const { links, marks } = linksOf(pages);
  assert.equal(new Set(marks).size, marks.length, "a mark is there twice");
  const known = new Set(marks);
  assert.deepEqual(links.filter((link) => !known.has(link)), []);
  return links.length;
}

test("a schema's documentation is an index and a page for each namespace, with all that it has", () => {
  const pages = markdownFiles(shop);
  assert.deepEqual(pages.map(({ path }) => path), ["README.md", "gift.md", "shop.md", "thread.md"]);
  const committed = readdirSync(FOLDER).filter((file) => file.endsWith(".md")).sort();
  assert.deepEqual(committed, pages.map(({ path }) => path));
  for (const { path, text } of pages) assert.equal(text, read(path));
});

test("each link leads to a page, and to a mark on it", () => {
  assert.equal(checkLinks(markdownFiles(shop)), 45);
});
