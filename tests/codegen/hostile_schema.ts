import fc from "fast-check";

/** A schema that puts a text wherever the language takes one. JSON is YAML. */
export function schemaWith(texts: readonly string[]): string {
  const text = (index: number) => texts[index % texts.length] ?? "";
  const metric = (instrument: string, keys: object) => (
    { name: `a.${instrument}`, field: instrument, instrument, unit: "s", brief: text(6), deprecated, ...keys }
  );
  const deprecated = { reason: "obsoleted", note: text(0) };
  const numbers = [1, -2, 3].map((value, index) => ({
    id: `n${index}`,
    value,
    brief: text(index),
    deprecated,
  }));
  const answers = [{ id: "yes", value: true, brief: text(1) }, { id: "no", value: false, note: text(2) }];
  /** References to attributes that nothing else of what they are used for has. */
  const uses = (first: number, without = "") =>
    ["a.enum", "a.code", "a.answer", "a.list", "a.any", "a.header"].filter((ref) => ref !== without).map((
      ref,
      index,
    ) => ({
      ref,
      brief: text(first + index),
      note: text(first + index + 1),
      deprecated,
      requirement_level: { [index % 2 === 0 ? "conditionally_required" : "opt_in"]: text(first + index + 2) },
    }));
  const signal = (first: number, without?: string) => ({
    brief: text(first),
    note: text(first + 1),
    stability: "stable",
    deprecated,
    attributes: [
      { ref: "a.id", requirement_level: "required", note: text(first + 2) },
      ...uses(first + 3, without),
    ],
    entity_associations: [{ all_of: ["a.entity", { one_of: ["a.entity"] }] }],
  });
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
      { key: "a.code", type: { members: numbers }, brief: text(13), stability: "stable" },
      { key: "a.answer", type: { members: answers }, brief: text(14), stability: "stable" },
      { key: "a.list", type: "string[]", brief: text(15), stability: "stable", examples: [[text(16)]] },
      { key: "a.any", type: "any", brief: text(17), stability: "stable" },
      { key: "a.header", type: "template[string[]]", brief: text(18), stability: "stable", note: text(19) },
    ],
    events: [{ name: "a.event", ...signal(20) }],
    spans: [{ type: "a.span", kind: "server", name: { note: text(24) }, ...signal(25) }],
    metrics: [{ name: "a.alone", instrument: "counter", unit: "s", ...signal(30, "a.any") }],
    entity_refinements: [{ id: "a.own.entity", ref: "a.entity", description: uses(35), brief: text(36) }],
    event_refinements: [{ id: "a.own.event", ref: "a.event", note: text(37), attributes: uses(38) }],
    span_refinements: [{ id: "a.own.span", ref: "a.span", brief: text(39), attributes: uses(40) }],
    metric_refinements: [{
      id: "a.own.metric",
      ref: "a.alone",
      brief: text(41),
      attributes: uses(42, "a.any"),
    }],
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

/**
 * A registry that somebody else wrote, with texts and names wherever it may have some. Names are texts without spaces,
 * all of them different.
 */
export function registryWith(texts: readonly string[], names: readonly string[]): string {
  const text = (index: number) => texts[index % texts.length] ?? "",
    name = (index: number) => names[index] ?? "";
  const deprecated = { reason: "renamed", renamed_to: name(0), note: text(0) };
  const types = [
    { members: names.map((id, index) => ({ id, value: text(index), note: text(index + 1), deprecated })) },
    { members: [{ id: name(0), value: 1 }, { id: name(1), value: 2.5, brief: text(2) }] },
    "string",
    "template[int]",
    "any",
    "template[any]",
  ];
  const keys = types.map((_, index) => `k${index}.${name(index)}`);
  const attributes = keys.map((ref, index) => ({
    ref,
    requirement_level: index === 2 ? "required" : "recommended",
  }));
  const words = { brief: text(1), note: text(2), stability: "alpha", deprecated };
  const signal = { ...words, attributes, entity_associations: [name(0)] };
  const some = (...indices: number[]) => indices.map((index) => ({ ref: keys[index] }));
  return JSON.stringify({
    file_format: "definition/2",
    attributes: types.map((type, index) => ({ key: keys[index], type, ...words })),
    entities: [
      { type: name(0), identity: some(0, 3), description: some(1, 4), ...words },
      { type: name(1), identity: some(1), ...words },
    ],
    metrics: [{
      name: name(2),
      instrument: "gauge",
      unit: text(5).replace(/\p{C}/gu, "").slice(0, 60),
      ...signal,
    }],
    events: names.map((name) => ({ name, ...signal })),
    spans: names.map((type) => ({ type, kind: "client", name: { note: text(3) }, ...signal })),
    event_refinements: [{ id: name(3), ref: name(4), attributes: some(5) }],
    span_refinements: [{ id: name(3), ref: name(4), brief: text(4) }],
    metric_refinements: [{ id: name(3), ref: name(2) }],
    entity_refinements: [{ id: name(3), ref: name(0), description: some(2) }],
  });
}

/** Names that would like to be something else in TypeScript, or that become one there. */
export const hostileName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...[
      "__proto__",
      "constructor",
      "with",
      "close",
      "from",
      "then",
      "toString",
      "class",
      "default",
      "infinity",
    ],
    ...[
      "counter",
      "Counter",
      "record",
      "a.b",
      "a_b",
      "A.B",
      "a.b.2",
      "a.b2",
      "A.own.event",
      "A.own.entity",
      "1",
      "_",
      "-",
    ],
    ...["*/", "/**", "//", "`", "${x}", "'", '"', "\\", "</script>", "ß", "日本", "💥", "x".repeat(200)],
  ),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }).map((text) =>
    text.replace(/[\p{C}\p{Z}]/gu, "_")
  ),
);

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
