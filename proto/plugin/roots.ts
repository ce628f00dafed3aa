import type { DescEnum, DescMessage } from "@bufbuild/protobuf";
import type { Schema } from "@bufbuild/protoplugin";

/** What the plugins are told in buf.gen.yaml: the messages that they begin with. */
export interface Options {
  readonly roots: readonly string[];
}

export function parseOptions(options: readonly { key: string; value: string }[]): Options {
  const roots: string[] = [];
  for (const { key, value } of options) {
    if (key !== "root") throw new Error(`unknown option ${key}`);
    roots.push(value);
  }
  return { roots };
}

/** The messages that the options name. */
export function rootsOf(schema: Schema<Options>): DescMessage[] {
  const messages = new Map<string, DescMessage>();
  for (const file of schema.files) {
    for (const type of schema.typesInFile(file)) {
      if (type.kind === "message") messages.set(type.typeName, type);
    }
  }
  return schema.options.roots.map((name) => {
    const message = messages.get(name);
    if (!message) throw new Error(`root=${name}: there is no such message`);
    return message;
  });
}

/** The roots and everything that they can contain, each once, in the order in which it is met. */
export function reach(roots: readonly DescMessage[]): (DescMessage | DescEnum)[] {
  const found = new Set<DescMessage | DescEnum>();
  const visit = (type: DescMessage | DescEnum) => {
    if (found.has(type)) return;
    found.add(type);
    if (type.kind === "enum") return;
    for (const field of type.fields) {
      const part = field.message ?? field.enum;
      if (part) visit(part);
    }
  };
  roots.forEach(visit);
  return [...found];
}

/** A type's name in the generated file: without the package, so `ExponentialHistogramDataPoint_Buckets`. */
export function constantName(type: DescMessage | DescEnum): string {
  return type.typeName.slice(type.file.proto.package.length + 1).replaceAll(".", "_");
}
