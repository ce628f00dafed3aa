import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Node, SyntaxKind } from "typescript/unstable/ast";
import {
  isCallExpression,
  isIdentifier,
  isPropertyAssignment,
  isPropertySignatureDeclaration,
} from "typescript/unstable/ast/is";
import { API } from "typescript/unstable/async";

/** What TypeScript's parser makes of a module. */
export interface SyntaxTree {
  /** The kinds of all nodes, nested as they are; without the texts of names and literals. */
  readonly shape: unknown;
  /** What is called, in order. */
  readonly calls: readonly string[];
  /** The values of all string literals. */
  readonly strings: ReadonlySet<string>;
}

const NAME = "name";

function treeOf(root: Node): SyntaxTree {
  const calls: string[] = [], strings = new Set<string>();
  const shapeOf = (node: Node): unknown => {
    if (isCallExpression(node)) {
      calls.push(isIdentifier(node.expression) ? node.expression.text : "an expression");
    }
    if (node.kind === SyntaxKind.StringLiteral && "text" in node) strings.add(String(node.text));
    const children: unknown[] = [];
    node.forEachChild((child) => {
      // A property's name is quoted where it must be.
      const isName = (isPropertyAssignment(node) || isPropertySignatureDeclaration(node)) &&
        node.name === child;
      children.push(isName ? NAME : shapeOf(child));
      return undefined;
    });
    const kind = SyntaxKind[node.kind];
    return children.length === 0 ? kind : [kind, ...children];
  };
  return { shape: shapeOf(root), calls, strings };
}

/** The syntax trees of modules, by path. Fails for one that isn't TypeScript. */
export async function syntaxTrees(
  modules: readonly { readonly path: string; readonly text: string }[],
): Promise<ReadonlyMap<string, SyntaxTree>> {
  const folder = await mkdtemp(join(tmpdir(), "percore-syntax-"));
  const config = join(folder, "tsconfig.json");
  const api = new API({ cwd: folder });
  try {
    for (const { path, text } of modules) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const compilerOptions = {
      noEmit: true,
      types: [],
      noResolve: true,
      noLib: true,
      allowImportingTsExtensions: true,
    };
    await writeFile(config, JSON.stringify({ compilerOptions, include: ["**/*.ts"] }));
    const snapshot = await api.updateSnapshot({ openProjects: [config] });
    const program = snapshot.getProjects()[0]?.program;
    assert.ok(program);
    const trees = new Map<string, SyntaxTree>();
    for (const { path } of modules) {
      assert.deepEqual(await program.getSyntacticDiagnostics(join(folder, path)), []);
      const file = await program.getSourceFile(join(folder, path));
      assert.ok(file, path);
      trees.set(path, treeOf(file));
    }
    return trees;
  } finally {
    await api.close();
    await rm(folder, { recursive: true });
  }
}
