/**
 * A buf plugin that writes the tags of messages as constants, so that a hand-written encoder or reader
 * doesn't hold a number of its own. The option `root` (any number of times) names a message; the file has it
 * and all messages and enums that it can contain.
 */
import { type DescEnum, type DescField, ScalarType } from "@bufbuild/protobuf";
import { createEcmaScriptPlugin, runNodeJs, type Schema } from "@bufbuild/protoplugin";
import { constantName, type Options, parseOptions, reach, rootsOf } from "./roots.ts";
import { tagOf } from "./tag.ts";

function typeText(field: DescField): string {
  const element = field.message?.name ?? field.enum?.name ?? ScalarType[field.scalar ?? 0]?.toLowerCase();
  return field.fieldKind === "list" ? `repeated ${element}` : `${element}`;
}

/** `AGGREGATION_TEMPORALITY_DELTA` → `delta`. */
function memberName(type: DescEnum, name: string): string {
  const own = type.sharedPrefix ? name.slice(type.sharedPrefix.length) : name;
  return own.toLowerCase().replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function generateTs(schema: Schema<Options>): void {
  const file = schema.generateFile("wire_tags.gen.ts");
  file.print("// Generated from proto/ by proto/plugin/wire_tags.ts. Do not edit.");
  file.print("// A tag is a field's number << 3 | its wire type; beside it the number and the type.");
  const taken = new Map<string, string>();
  for (const type of reach(rootsOf(schema))) {
    const name = constantName(type);
    const other = taken.get(name);
    if (other) throw new Error(`${type.typeName} and ${other} would both be called ${name}`);
    taken.set(name, type.typeName);
    file.print();
    if (type.kind === "enum") {
      file.print(`/** Values of \`${type.typeName}\`. */`);
      file.print(`export const ${name} = {`);
      for (const value of type.values) file.print(`  ${memberName(type, value.name)}: ${value.number},`);
    } else {
      file.print(`/** Tags of \`${type.typeName}\`. */`);
      file.print(`export const ${name} = {`);
      for (const field of type.fields) {
        file.print(`  ${field.localName}: ${tagOf(field)}, // ${field.number}, ${typeText(field)}`);
      }
    }
    file.print("} as const;");
  }
}

runNodeJs(createEcmaScriptPlugin<Options>({
  name: "wire_tags",
  version: "1",
  parseOptions,
  generateTs,
}));
