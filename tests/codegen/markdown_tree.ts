import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";

/** A document as a parser of GitHub-flavoured Markdown reads it. */
export type Tree = ReturnType<typeof fromMarkdown>;

/** A part of a document. */
export type Node = Tree | Tree["children"][number];

/** Reads Markdown as GitHub does. */
export function parsed(text: string): Tree {
  return fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

/** Calls `see` with a node and with all that is in it. */
export function visit(node: Node, see: (node: Node) => void): void {
  see(node);
  if (!("children" in node)) return;
  for (const child of node.children) visit(child, see);
}
