import fc from "fast-check";

/** A schema that puts a text wherever the language takes one. JSON is YAML. */
export function schemaWith(texts: readonly string[]): string {
  const text = (index: number) => texts[index % texts.length] ?? "";
  const deprecated = { reason: "obsoleted", note: text(0) };
  return JSON.stringify({
    file_format: "percore/1",
    attributes: [
      {
        key: "a.enum",
        type: {
          members: texts.map((value, index) => ({
            id: `m${index}`,
            value,
            brief: text(index + 1),
            deprecated,
          })),
        },
        brief: text(1),
        stability: "stable",
        note: text(2),
        deprecated,
      },
      { key: "a.id", type: "int", brief: text(3), stability: "stable", deprecated },
    ],
    entities: [{
      type: "a.entity",
      identity: [{ ref: "a.id" }],
      brief: text(4),
      stability: "stable",
      deprecated,
    }],
    metric_sets: [{
      name: "a.set",
      entity: "a.entity",
      brief: text(5),
      stability: "stable",
      deprecated,
      attributes: [{ ref: "a.enum", attach: "measurement" }],
      metrics: [{ name: "a.metric", field: "f", instrument: "gauge", unit: "s", brief: text(6), deprecated }],
    }],
  });
}

/** Texts that would like to be code. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary", minLength: 1 }),
  fc.array(
    fc.constantFrom(
      "*/",
      "/*",
      "//",
      "`",
      "```",
      "```ts\n",
      "${",
      "}",
      '"',
      "'",
      "\\",
      "\n",
      "\r\n",
      "\u2028",
      "\u202e",
      "\ud800",
      " @deprecated ",
      "@ts-ignore",
      "@ts-expect-error\n",
      "</script>",
      "#!",
      "\0",
      "throw 1;",
      "a".repeat(120),
      " ",
    ),
    { minLength: 1, maxLength: 12 },
  ).map((parts) => parts.join("")),
);
