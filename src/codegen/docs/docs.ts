import type { Schema } from "../../schema/mod.ts";

/** One page of a schema's documentation. */
export interface MarkdownFile {
  /** The file's name: a page has no folder. */
  readonly path: string;
  readonly text: string;
}

/**
 * The documentation of a schema as GitHub-flavoured Markdown: `README.md`, which lists the namespaces, and a page for
 * each of them. The same schema gives the same bytes, whatever files its definitions stand in.
 */
export function markdownFiles(schema: Schema): readonly MarkdownFile[] {
  return [{ path: "README.md", text: `${schema.version}\n` }];
}
