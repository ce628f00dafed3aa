import type { GeneratedFile } from "./typescript.ts";
import { WEAVER_TEMPLATES } from "./weaver_templates.gen.ts";

/**
 * The templates with which Weaver generates TypeScript modules of a registry, as files of its folder of templates. They
 * give what `typescriptModules()` does, where the definitions of each file, and the attributes of each definition, are in
 * the order of their names: Weaver has them in that order, whatever order they were written in.
 */
export function weaverTemplates(): readonly GeneratedFile[] {
  return WEAVER_TEMPLATES.map(([name, text]) => ({ path: `registry/percore/${name}`, text }));
}
