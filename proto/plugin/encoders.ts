/**
 * A buf plugin that writes a type and an encoder for each message. The option `root` (any number of times) names a
 * message; the file has it and all messages that it can contain.
 */
import { type DescField, type DescMessage, type DescOneof, ScalarType } from "@bufbuild/protobuf";
import {
  createEcmaScriptPlugin,
  type GeneratedFile,
  getComments,
  runNodeJs,
  type Schema,
} from "@bufbuild/protoplugin";
import { constantName, type Options, parseOptions, reach, rootsOf } from "./roots.ts";
import { tagOf } from "./tag.ts";

/** How one kind of value is given and written. */
interface Kind {
  /** Its type in TypeScript. */
  readonly type: string;
  /** The function of `message_fields.ts` that writes a field of it. */
  readonly write: string;
  /** The same for a list of it, and what it takes; none where no message has such a list. */
  readonly list?: readonly [write: string, type: string];
}

const INTEGERS = "ArrayLike<number | bigint>";

const SCALARS: { readonly [scalar in ScalarType]?: Kind } = {
  [ScalarType.BOOL]: { type: "boolean", write: "writeBool" },
  [ScalarType.BYTES]: { type: "Uint8Array", write: "writeBytes" },
  [ScalarType.DOUBLE]: { type: "number", write: "writeDouble", list: ["writeDoubles", "ArrayLike<number>"] },
  [ScalarType.FIXED32]: { type: "number", write: "writeFixed32" },
  [ScalarType.FIXED64]: { type: "number | bigint", write: "writeFixed64", list: ["writeFixed64s", INTEGERS] },
  [ScalarType.INT32]: { type: "number", write: "writeInt32" },
  [ScalarType.INT64]: { type: "number | bigint", write: "writeInt64" },
  [ScalarType.SFIXED64]: { type: "number | bigint", write: "writeFixed64" },
  [ScalarType.SINT32]: { type: "number", write: "writeSint32" },
  [ScalarType.STRING]: { type: "string", write: "writeString", list: ["writeStrings", "readonly string[]"] },
  [ScalarType.UINT32]: { type: "number", write: "writeUint32" },
  [ScalarType.UINT64]: { type: "number | bigint", write: "writeInt64", list: ["writeInt64s", INTEGERS] },
};

function kindOf(field: DescField): Kind {
  if (field.message !== undefined && field.fieldKind !== "map") {
    const type = constantName(field.message);
    return { type, write: "writeMessage", list: ["writeMessages", `readonly ${type}[]`] };
  }
  const scalar = field.enum === undefined ? field.scalar : ScalarType.INT32;
  const kind = scalar === undefined || field.fieldKind === "map" ? undefined : SCALARS[scalar];
  if (kind === undefined) throw new Error(`${field}: there is no encoder for fields of this kind`);
  return kind;
}

function listOf(field: DescField): readonly [write: string, type: string] {
  const { list } = kindOf(field);
  const isPacked = field.fieldKind === "list" && field.packed;
  const isAlwaysApart = field.message !== undefined || field.scalar === ScalarType.STRING;
  if (list === undefined || isPacked === isAlwaysApart) {
    throw new Error(`${field}: there is no encoder for lists of this kind`);
  }
  return list;
}

function typeOf(field: DescField): string {
  return field.fieldKind === "list" ? listOf(field)[1] : kindOf(field).type;
}

/** What is true of a value that has to be written: where the default says the same, it is left out. */
function presence(field: DescField, value: string): string {
  if (field.message !== undefined || field.fieldKind === "list") return value;
  // In proto3, a field that isn't `optional` has no presence of its own.
  if (field.proto.proto3Optional) return `${value} !== undefined`;
  // -0 isn't the default, and NaN is a value.
  if (field.scalar === ScalarType.DOUBLE) return `${value} !== undefined && !Object.is(${value}, 0)`;
  return field.scalar === ScalarType.BYTES ? `${value}?.length` : value;
}

function writeCall(field: DescField, value: string): string {
  const write = field.fieldKind === "list" ? listOf(field)[0] : kindOf(field).write;
  const element = field.message === undefined ? "" : `, write${constantName(field.message)}`;
  return `${write}(writer, ${tagOf(field)}, ${value}${element});`;
}

function fieldsOf({ members }: DescMessage): (DescField | DescOneof)[] {
  return members.filter((member) => member.kind === "field" || member.fields.length > 0);
}

function printComment(file: GeneratedFile, text: string | undefined, indent: string): void {
  const lines = (text ?? "").trim().split("\n").map((line) => line.trim());
  if (lines[0] === "") return;
  if (lines.length === 1) file.print(`${indent}/** ${lines[0]} */`);
  else {
    file.print(`${indent}/**`);
    for (const line of lines) file.print(`${indent} * ${line}`);
    file.print(`${indent} */`);
  }
}

function printType(file: GeneratedFile, message: DescMessage): void {
  const text = getComments(message).leading?.trim() ?? `What \`${message.typeName}\` is.`;
  printComment(file, text, "");
  file.print(`export interface ${constantName(message)} {`);
  for (const member of fieldsOf(message)) {
    printComment(file, getComments(member).leading, "  ");
    if (member.kind === "field") {
      file.print(`  readonly ${member.localName}?: ${typeOf(member)} | undefined;`);
    } else {
      file.print(`  readonly ${member.localName}?:`);
      for (const field of member.fields) {
        file.print(`    | { readonly case: "${field.localName}"; readonly value: ${typeOf(field)} }`);
      }
      file.print("    | { readonly case: undefined; readonly value?: undefined }");
      file.print("    | undefined;");
    }
  }
  file.print("}");
}

/** The number that decides where a member's bytes stand. */
function place(member: DescField | DescOneof): number {
  return member.kind === "field" ? member.number : Math.min(...member.fields.map(({ number }) => number));
}

function printEncoder(file: GeneratedFile, message: DescMessage): void {
  const name = constantName(message), members = fieldsOf(message).toSorted((a, b) => place(b) - place(a));
  file.print(`/** Writes the body of a {@linkcode ${name}}. */`);
  file.print(`export function write${name}(writer: BackwardWriter, message: ${name}): void {`);
  for (const member of members) {
    const value = `message.${member.localName}`;
    if (member.kind === "field") {
      file.print(`  if (${presence(member, value)}) ${writeCall(member, value)}`);
      continue;
    }
    file.print(`  switch (${value}?.case) {`);
    for (const field of member.fields) {
      file.print(`    case "${field.localName}":`);
      file.print(`      ${writeCall(field, `${value}.value`)}`);
      file.print("      break;");
    }
    file.print("  }");
  }
  file.print("}");
}

function generateTs(schema: Schema<Options>): void {
  const messages = reach(rootsOf(schema)).filter((type) => type.kind === "message");
  const file = schema.generateFile("messages.gen.ts");
  const fields = messages.flatMap(({ fields }) => fields);
  const writes = new Set(
    fields.map((field) => field.fieldKind === "list" ? listOf(field)[0] : kindOf(field).write),
  );
  file.print("// Generated from proto/ by proto/plugin/encoders.ts. Do not edit.");
  file.print("// Bodies are written backwards: of each message, the field with the highest number first.");
  file.print('import type { BackwardWriter } from "./backward_writer.ts";');
  file.print("import {");
  for (const write of [...writes].sort()) file.print(`  ${write},`);
  file.print('} from "./message_fields.ts";');
  for (const message of messages) {
    file.print();
    printType(file, message);
    file.print();
    printEncoder(file, message);
  }
}

runNodeJs(createEcmaScriptPlugin<Options>({ name: "encoders", version: "1", parseOptions, generateTs }));
