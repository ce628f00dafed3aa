import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { inline } from "../../src/codegen/docs/inline.ts";
import { noteBlocks } from "../../src/codegen/docs/note.ts";
import { parsed, visit } from "./markdown_tree.ts";

/** What may stand in a note. A heading, HTML, an image or a definition of a link would reach beyond it. */
const INSIDE: ReadonlySet<string> = new Set(
  ("root paragraph text emphasis strong delete inlineCode code link list listItem blockquote table tableRow tableCell " +
    "break").split(" "),
);

/** Parts of Markdown, in no order. */
const markdown: fc.Arbitrary<string> = fc.array(
  fc.oneof(
    fc.constantFrom(
      ..."` `` ``` ```` ~~~ # ## > * - + _ ** | || \\ [ ] ( ) ![ ]( < > <!-- --> <b> </b> <script> & &lt; &#35; ! $ $$ = === --- :"
        .split(" "),
      ..."1. 2) 999999999. 10 a b foo http://a.b/c www.a.b a@b.c javascript:x /d #e [a](/b) [^1] [^1]: [a]: {{ }} @ : /"
        .split(" "),
    ),
    fc.constantFrom(
      " ",
      "  ",
      "    ",
      "\n",
      "\n",
      "\n\n",
      "\n    ",
      "\t",
      "\r\n",
      "\n> ",
      "\n- ",
      "\n  - ",
      "\n1. ",
      "\n```\n",
      "\n| a | b |\n| - | - |\n",
    ),
    fc.string({ unit: "binary", maxLength: 3 }),
  ),
  { maxLength: 40 },
).map((parts) => parts.join(""));

const OPTIONS = { numRuns: 1_000 };

test("a note stays a note: whatever it holds, it begins no heading, no HTML and no image, and ends where it ends", () => {
  fc.assert(
    fc.property(markdown, (note) => {
      const text = `# One\n\n${noteBlocks(note)}\n\n## Two\n\n- three\n`;
      const tree = parsed(text);
      const kinds = tree.children.map(({ type }) => type);
      assert.deepEqual([kinds[0], ...kinds.slice(-2)], ["heading", "heading", "list"], text);
      for (const node of tree.children.slice(1, -2)) {
        visit(node, (inner) => {
          assert.ok(INSIDE.has(inner.type), `${inner.type} in ${JSON.stringify(text)}`);
          if (inner.type === "link") assert.match(inner.url, /^(?:https?:\/\/|mailto:|\/)/i, text);
        });
      }
      assert.doesNotMatch(text, / $/m);
    }),
    OPTIONS,
  );
});

test("a text in a table's cell stays in its cell", () => {
  fc.assert(
    fc.property(markdown, (cell) => {
      const text = `| a | b |\n| --- | --- |\n| x | ${inline(cell, "cell")} |\n| y | z |\n`;
      const [table, ...others] = parsed(text).children;
      assert.deepEqual([table?.type, others.length], ["table", 0], text);
      assert.ok(table?.type === "table");
      assert.deepEqual(table.children.map(({ children }) => children.length), [2, 2, 2], text);
      visit(table, (inner) => {
        const isCode = inner.type === "html" && /^<\/?code>$/.test(inner.value);
        assert.ok(INSIDE.has(inner.type) || isCode, `${inner.type} in ${JSON.stringify(text)}`);
      });
    }),
    OPTIONS,
  );
});

test("what a text says is all there, as text", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."ab `<>&|\\[]()!$#_") }), (text) => {
      // Emphasis aside, which has no underscores within words to begin with.
      const words = `x${text.replaceAll("_", "")}x`.replaceAll("\\", "");
      const literal = words.replaceAll("`", "").replaceAll("](", "] (");
      const tree = parsed(`${inline(literal, "paragraph")}\n`);
      let read = "";
      visit(tree, (node) => {
        if (node.type === "text") read += node.value;
      });
      assert.equal(read, literal.replace(/\s+/g, " "));
    }),
    OPTIONS,
  );
});

test("a note's Markdown is read and written anew, so that it is useful and ends where it ends", () => {
  const note = String.raw`# Title with a ${"`code`"} #
Text with *emphasis*, a [link](https://a.example/b_(c) "title"), <https://a.example> and
[the rules](/docs/a.md#b), [elsewhere](other.md), [here](#there), [bad](javascript:alert), ![a badge](https://a.example/b.png),
HTML <b>bold</b> &amp; $math$ \*no emphasis\* [x][y] C:\dir | a bar
===
5. five
   still five
6. six

   - inner
lazy
10) more

~~~js
throw "<b>";
~~~
> [!warning]
> Beware of
the rest

> plain
> > deeper

| a | b ${"`x \\| y`"} |
|---|:-:|
| 1 \| 2 |
| 3 | 4 | 5 |
***
+ loose

+ items

[y]: https://a.example
    indented ${"``` ` ```"} unclosed ${"`"}
`;
  assert.equal(
    noteBlocks(note),
    String.raw`**Title with a ${"`code`"}**

Text with *emphasis*, a [link](https://a.example/b_%28c%29), <https://a.example> and
[the rules](/docs/a.md#b), elsewhere, here, \[bad\](javascript:alert), [a badge](https://a.example/b.png),
HTML &lt;b>bold&lt;/b> &amp;amp; \$math\$ \*no emphasis\* \[x\]\[y\] C:\\dir \| a bar

5. five
   still five

6. six

   - inner
     lazy

7. more

${"```text"}
throw "<b>";
${"```"}

> [!WARNING]
> Beware of
> the rest

> plain
>
> > deeper

| a | b <code>x &#124; y</code> |
| --- | --- |
| 1 \| 2 |  |
| 3 | 4 |

- loose

- items

\[y\]: https://a.example
indented ${"`` ` ``"} unclosed ${"\\`"}`,
  );
});

test("a note of any depth and length is read at once: its cost grows with its length alone", () => {
  const notes = ["> ", "- ", "1. ", " ``", "[", "[a](", "| a ", "a\n===\n", "# ", "\\", "&amp;", "<http://a"]
    .map((part) => part.repeat(30_000));
  // A cost that grew with the square of the length would outlast the time that a test has.
  for (const note of [...notes, `# ${" ".repeat(100_000)}x`]) assert.equal(typeof noteBlocks(note), "string");
});
