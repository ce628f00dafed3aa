import fc from "fast-check";

/** A schema that puts a text wherever the language takes one. JSON is YAML. */
export function schemaWith(texts: readonly string[]): string {
  const text = (index: number) => texts[index % texts.length] ?? "";
  const metric = (instrument: string, keys: object) => (
    { name: `a.${instrument}`, field: instrument, instrument, unit: "s", brief: text(6), deprecated, ...keys }
  );
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
      { key: "a.name", type: "string", brief: text(7), stability: "stable", note: text(8), deprecated },
      { key: "a.bounded", type: "string", brief: text(9), stability: "stable", deprecated },
      { key: "a.flag", type: "boolean", brief: text(10), stability: "stable" },
    ],
    entities: [{
      type: "a.entity",
      identity: [{ ref: "a.id" }],
      description: [{ ref: "a.name", note: text(11) }],
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
      budget: 500,
      storage: "table",
      attributes: [
        { ref: "a.enum", attach: "measurement", requirement_level: { conditionally_required: text(12) } },
        { ref: "a.flag", attach: "measurement", requirement_level: "required" },
        { ref: "a.bounded", attach: "measurement", bound: 10_000 },
      ],
      metrics: [
        { name: "a.metric", field: "f", instrument: "gauge", unit: "s", brief: text(6), deprecated },
        metric("counter", { recording: "observe" }),
        metric("updowncounter", { recording: "observe" }),
        metric("histogram", { aggregation: { exponential: {} }, exemplars: "trace_based" }),
      ],
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
