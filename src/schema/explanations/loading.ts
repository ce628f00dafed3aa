import type { Code } from "../codes.ts";
import type { RegistrySource } from "../source.ts";
import type { Explanation } from "./explanation.ts";

const SHOP = "file_format: percore/1\n";

/** A schema with a manifest that names a registry. */
function manifest(path: string): RegistrySource {
  return {
    manifest: {
      file: "manifest.yaml",
      text: `schema_url: https://example.com/schemas/shop/1.0.0
dependencies:
  - schema_url: https://example.com/schemas/common/1.0.0
    registry_path: ${path}
`,
    },
    files: [{ file: "shop.yaml", text: SHOP }],
    dependencies: [],
  };
}

/** The errors of looking for a schema's files. */
export const LOADING_ERRORS = {
  PC118: {
    about:
      "A dependency is a folder or a file on this machine, and registries don't depend on each other in a circle. percore fetches nothing from a network.",
    fix: "Check the registry out, and give its path from the manifest's folder.",
    wrong: manifest("https://example.com/common.git"),
    report: `manifest.yaml:4:20: error PC118: a dependency on a URL, which isn't fetched
  4 |     registry_path: https://example.com/common.git
    |                    ^
    = expected the path of a checkout of it`,
    right: manifest("../common"),
  },
  PC140: {
    about: "The operating system refuses it, or it isn't text in UTF-8.",
    fix: "See to it that the file is there, that it may be read, and that it is saved as UTF-8.",
    wrong: SHOP,
    report: `shop.yaml:1:1: error PC140: its line 1 isn't UTF-8
    = expected a file in UTF-8`,
    right: SHOP,
  },
} as const satisfies Partial<Record<Code, Explanation>>;
