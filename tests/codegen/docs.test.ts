import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { type GeneratedFile, markdownFiles } from "../../src/codegen/mod.ts";
import { compile, formatDiagnostic, type Schema } from "../../src/schema/mod.ts";
import { hostileText, schemaWith } from "./hostile_schema.ts";
import { parsed, visit } from "./markdown_tree.ts";
import { hasOfficialRegistry, officialRegistry } from "./official_registry.ts";

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

/** The pages' links to each other, and the marks that links can lead to. */
function linksOf(
  pages: readonly GeneratedFile[],
): { readonly links: readonly string[]; readonly marks: readonly string[] } {
  const links: string[] = [], marks: string[] = [];
  for (const { path, text } of pages) {
    marks.push(path);
    visit(parsed(text), (node) => {
      if (node.type === "html") {
        marks.push(...Array.from(node.value.matchAll(/<a id="(.*?)">/g), ([, id]) => `${path}#${id}`));
      }
      if (node.type !== "link" || /^(?:https?:\/\/|mailto:|\/)/i.test(node.url)) return;
      links.push(node.url.startsWith("#") ? path + node.url : node.url);
    });
  }
  return { links, marks };
}

/** Reports links that lead nowhere, and marks that are there twice. */
function checkLinks(pages: readonly GeneratedFile[]): number {
  const { links, marks } = linksOf(pages);
  assert.equal(new Set(marks).size, marks.length, "a mark is there twice");
  const known = new Set(marks);
  assert.deepEqual(links.filter((link) => !known.has(link)), []);
  return links.length;
}

/** Reports HTML that isn't the pages' own, images, and definitions of links, which would reach beyond a note. */
function checkOurs(pages: readonly GeneratedFile[]): void {
  for (const { path, text } of pages) {
    visit(parsed(text), (node) => {
      if (node.type === "html") {
        assert.match(node.value, /^<(?:a id="[\w=.-]+"|\/a|\/?code|!--[^<>]*--)>$/, path);
      }
      assert.notEqual(node.type, "image", path);
      assert.notEqual(node.type, "definition", path);
    });
  }
}

test("a schema's documentation is an index and a page for each namespace, with all that it has", () => {
  const pages = markdownFiles(shop);
  assert.deepEqual(pages.map(({ path }) => path), ["README.md", "gift.md", "shop.md", "thread.md"]);
  const committed = readdirSync(FOLDER).filter((file) => file.endsWith(".md")).sort();
  assert.deepEqual(committed, pages.map(({ path }) => path));
  for (const { path, text } of pages) assert.equal(text, read(path));
});

test("each link leads to a page, and to a mark on it", () => {
  assert.equal(checkLinks(markdownFiles(shop)), 57);
});

test("it doesn't matter in which files definitions stand, or in which order", () => {
  const other: Schema = {
    ...shop,
    files: shop.files.flatMap((file) => [
      { ...file, file: "b.yaml", metrics: [], metricSets: [], attributes: file.attributes.toReversed() },
      {
        ...file,
        file: "c.yaml",
        attributes: [],
        attributeGroups: [],
        entities: [],
        events: [],
        spans: [],
        refinements: { metrics: [], events: [], spans: [], entities: [] },
      },
    ]).toReversed(),
  };
  assert.deepEqual(markdownFiles(other), markdownFiles(shop));
});

test("a page has a name that every file system takes, and no two have the same", () => {
  const keys = "Http.a http.a aux.b readme.c a/b.c ü.d __proto__.e constructor .f =.g COM1.h".split(" ");
  const [file] = shop.files;
  const [attribute] = file?.attributes ?? [];
  assert.ok(file && attribute);
  const pages = markdownFiles({
    ...shop,
    files: [{ ...file, attributes: [...file.attributes, ...keys.map((key) => ({ ...attribute, key }))] }],
  });
  const others = ["shop.md", "gift.md", "thread.md"];
  assert.deepEqual(pages.map(({ path }) => path).filter((path) => !others.includes(path)), [
    "README.md",
    "=.md",
    "=3d=.md",
    "=43==4f==4d=1.md",
    "=48=ttp.md",
    "__proto__.md",
    "a=2f=b.md",
    "=aux.md",
    "constructor.md",
    "http.md",
    "=readme.md",
    "=fc=.md",
  ]);
  checkLinks(pages);
});

test("what a schema takes from a dependency is documented as that", () => {
  const schema: Schema = {
    ...shop,
    stability: "beta",
    description: "Telemetry of the *shop*.",
    dependencies: [{ schemaUrl: "https://shop.example/other/2.0.0" }],
    files: shop.files.map((file) => ({ ...file, isForeign: true })),
  };
  const [index, gift, main] = markdownFiles(schema);
  assert.ok(index && gift && main);
  assert.equal(
    index.text.split("\n").slice(4, 11).join("\n"),
    `
\`https://shop.example/schemas/1.2.0\` · \`beta\`

Telemetry of the *shop*.

It depends on:
`,
  );
  assert.ok(index.text.includes("\n- `https://shop.example/other/2.0.0`\n"));
  assert.ok(gift.text.includes('<a id="attribute.gift.is"></a>`gift.is` (of a dependency) |'));
  assert.ok(
    main.text.includes(
      "`stable` · of the entity [`shop.worker`](#entity.shop.worker) · 1802 series · of a dependency\n",
    ),
  );
});

test("without definitions there is an index alone, without a version none is told", () => {
  const pages = markdownFiles({ version: "", schemaUrl: "", dependencies: [], files: [] });
  assert.deepEqual(pages, [{
    path: "README.md",
    text:
      "<!-- deno-fmt-ignore-file -->\n<!-- Generated by percore. Do not edit. -->\n\n# Telemetry schema\n",
  }]);
});

test("an entity that is named and not defined, a table of series and a proposed set are told as that", () => {
  const schema: Schema = {
    ...shop,
    files: shop.files.map((file) => ({
      ...file,
      metrics: file.metrics.map((metric) => ({
        ...metric,
        associations: { kind: "one_of", of: [{ kind: "entity", type: "other", entity: undefined }] } as const,
        unit: "",
      })),
      metricSets: file.metricSets.map((set) => ({
        ...set,
        isProposed: true,
        storage: { kind: "table", series: 5_000, budget: 2_000 } as const,
      })),
    })),
  };
  const page = markdownFiles(schema).find(({ path }) => path === "shop.md")?.text ?? "";
  assert.ok(page.includes("\nEntities: `other`\n"));
  assert.ok(page.includes("`beta` · updowncounter · no unit · int · `opt in`\n"));
  assert.ok(page.includes(" · a table of at most 2000 series, of 5000 combinations · proposed\n"));
});

test("texts of a schema change nothing of the pages around them", () => {
  const structure = (pages: readonly GeneratedFile[]) =>
    pages.map(({ path, text }) => {
      const shape: string[] = [];
      const tree = parsed(text);
      visit(tree, (node) => {
        if (node.type === "heading") shape.push(`heading ${node.depth}`);
        if (node.type === "html") shape.push(node.value.replace(/^<a id=".*">$|^<!--.*-->$/, "ours"));
      });
      // Notes have tables of their own.
      for (const node of tree.children) {
        if (node.type === "table") shape.push(`${node.children.map(({ children }) => children.length)}`);
      }
      assert.doesNotMatch(text, /[^\S\n]\n|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      return [path, ...shape.filter((item) => !/^<\/?code>$/.test(item))];
    });
  const plain = structure(markdownFiles(schemaOf(schemaWith(["a", "b", "c"]))));
  fc.assert(
    fc.property(fc.array(hostileText, { minLength: 3, maxLength: 3 }), (texts) => {
      const { schema } = compile([{ file: "schema.yaml", text: schemaWith(texts) }]);
      // Two texts that are the same make no schema.
      fc.pre(schema !== undefined);
      const pages = markdownFiles(schema);
      assert.deepEqual(structure(pages), plain);
      checkLinks(pages);
    }),
    { numRuns: 40 },
  );
});

test("the official registry is documented, and each link between its pages leads to a mark", {
  skip: !hasOfficialRegistry && "the official registry isn't there",
}, () => {
  const { schema, problems } = compile(officialRegistry());
  assert.ok(schema, problems.filter(({ level }) => level === "error").map(formatDiagnostic).join("\n"));
  const pages = markdownFiles(schema);
  assert.ok(pages.length > 90);
  // A parser needs a while for all of it: links are looked for as text, and some pages are read.
  const marks = pages.flatMap((
    { path, text },
  ) => [path, ...Array.from(text.matchAll(/<a id="(.*?)">/g), ([, id]) => `${path}#${id}`)]);
  const links = pages.flatMap(({ path, text }) =>
    Array.from(
      text.matchAll(/\]\(([\w=.-]+\.md)?(#[\w=.-]+)?\)/g),
      ([, page = path, mark = ""]) => page + mark,
    )
  );
  const known = new Set(marks);
  assert.equal(known.size, marks.length);
  assert.ok(links.length > 4_000);
  assert.deepEqual(links.filter((link) => !known.has(link)), []);
  const read = pages.filter(({ path }) => ["http.md", "url.md", "feature_flag.md", "aws.md"].includes(path));
  checkOurs(read);
});
