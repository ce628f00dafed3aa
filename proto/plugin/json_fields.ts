/**
 * A buf plugin that writes a table of messages' fields, from which encoded messages are turned into OTLP/JSON. The
 * option `root` (any number of times) names a message; the file has it and all messages that it can contain.
 */
import { type DescField, ScalarType } from "@bufbuild/protobuf";
import { createEcmaScriptPlugin, runNodeJs, type Schema } from "@bufbuild/protoplugin";
import { constantName, type Options, parseOptions, reach, rootsOf } from "./roots.ts";

/** Written in hexadecimal digits, unlike other bytes (OTLP specification, "JSON Protobuf Encoding"). */
const IDS: readonly string[] = ["trace_id", "span_id", "parent_span_id"];

/** The type as `JsonType` has it; one that it doesn't have shows when the generated file is checked. */
function typeName(field: DescField): string {
  if (field.message) return "message";
  if (field.enum) return "enum";
  return IDS.includes(field.name) ? "hex" : ScalarType[field.scalar ?? 0]?.toLowerCase() ?? "";
}

function fieldText(field: DescField): string {
  const members = [`name: "${field.jsonName}"`, `type: "${typeName(field)}"`];
  if (field.fieldKind === "list") members.push("repeated: true");
  if (field.message) members.push(`message: "${constantName(field.message)}"`);
  return `${field.number}: { ${members.join(", ")} },`;
}

function generateTs(schema: Schema<Options>): void {
  const file = schema.generateFile("json_fields.gen.ts");
  file.print("// Generated from proto/ by proto/plugin/json_fields.ts. Do not edit.");
  file.print('import type { JsonFields } from "./message_json.ts";');
  file.print();
  file.print("/** How the fields of messages are written in OTLP/JSON. */");
  file.print("export const JSON_FIELDS: JsonFields = {");
  for (const type of reach(rootsOf(schema))) {
    if (type.kind === "enum") continue;
    file.print(`  ${constantName(type)}: {`);
    for (const field of type.fields) file.print(`    ${fieldText(field)}`);
    file.print("  },");
  }
  file.print("};");
}

runNodeJs(createEcmaScriptPlugin<Options>({ name: "json_fields", version: "1", parseOptions, generateTs }));
