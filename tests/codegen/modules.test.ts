/** What is generated for more than one file, and for registries that others wrote. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type GeneratedFile, typescriptModules, type TypeScriptOptions } from "../../src/codegen/mod.ts";
import { compile, formatDiagnostic } from "../../src/schema/mod.ts";

function modulesOf(
  files: Readonly<Record<string, string>>,
  options?: TypeScriptOptions,
): readonly GeneratedFile[] {
  const sources = Object.entries(files).map(([file, text]) => ({ file, text }));
  const { schema, problems } = compile(sources);
  assert.deepEqual(problems.filter(({ level }) => level === "error").map(formatDiagnostic), []);
  assert.ok(schema);
  return typescriptModules(schema, options);
}

function textOf(registry: string): string {
  const [module, ...others] = modulesOf({ "a.yaml": `file_format: definition/2\n${registry}` });
  assert.deepEqual(others, []);
  return module?.text ?? "";
}

/** A declaration with its comment. */
function declarationOf(text: string, name: string): string {
  const declaration = new RegExp(`^(export )?(const|type|interface) ${name}\\b`, "m");
  return text.trimEnd().split("\n\n").find((part) => declaration.test(part)) ?? "";
}

/** The names of a module's declarations. */
function declaredIn(text: string): readonly string[] {
  return Array.from(text.matchAll(/^export (?:const|type|interface) (\w+)/gm), ([, name]) => name ?? "");
}

const stable = "stability: stable";
const ATTRIBUTES = `attributes:
  - {key: http.method, type: {members: [{id: get, value: GET}, {id: put, value: PUT}]}, brief: The verb., note: "In capitals, e.g. GET. As it is.", ${stable}}
  - {key: http.status, type: {members: [{id: ok, value: 200}, {id: gone, value: 410}]}, brief: The answer., ${stable}}
  - {key: http.cached, type: {members: [{id: yes, value: true}, {id: no, value: false}]}, brief: Whether., ${stable}}
  - {key: http.header, type: "template[string[]]", brief: Headers., ${stable}}
  - {key: http.header.count, type: int, brief: How many., ${stable}}
  - {key: http.body, type: any, brief: Anything., ${stable}}
  - {key: host.id, type: string, brief: Which., ${stable}}
`;
const HOST = `entities:
  - {type: host, identity: [{ref: host.id}], description: [{ref: http.body}, {ref: http.header, requirement_level: opt_in}], brief: A host., ${stable}}
`;

test("an event has a type of its attributes and a descriptor, with what is said of it and of them", () => {
  const text = textOf(`${ATTRIBUTES}${HOST}events:
  - name: http.request
    brief: A request.
    note: "> [!NOTE]\\n> Sent once. Or more."
    stability: beta
    entity_associations: [host, {all_of: [host]}]
    attributes:
      - {ref: http.method, requirement_level: required}
      - {ref: http.status, requirement_level: {conditionally_required: If known.}}
      - {ref: http.cached, requirement_level: opt_in}
      - {ref: http.header, requirement_level: {opt_in: For debugging.}}
      - {ref: http.header.count, requirement_level: {recommended: If cheap.}, deprecated: {reason: obsoleted, note: Count them.}}
      - {ref: http.body}
`);
  assert.equal(
    declarationOf(text, "HttpRequestEvent"),
    `/**
 * Attributes of the event \`http.request\`.
 * A request.
 * Sent once.
 */
export interface HttpRequestEvent {
  /**
   * The verb.
   * In capitals, e.g. GET.
   */
  readonly "http.method": HttpMethodValue;
  /**
   * The answer.
   * Conditionally required: If known.
   */
  readonly "http.status"?: HttpStatusValue;
  /**
   * Whether.
   * Opt-in.
   */
  readonly "http.cached"?: boolean;
  /**
   * Headers.
   * Opt-in: For debugging.
   */
  readonly [key: \`http.header.\${string}\`]: readonly string[] | number | undefined;
  /**
   * How many.
   * Recommended: If cheap.
   * @deprecated Count them.
   */
  readonly "http.header.count"?: number;
  /** Anything. */
  readonly "http.body"?: AnyValue;
}`,
  );
  assert.equal(
    declarationOf(text, "HttpRequestEventDescriptor"),
    `/** The event \`http.request\`. */
export const HttpRequestEventDescriptor = {
  name: "http.request",
  brief: "A request.",
  stability: "beta",
  entities: { oneOf: ["host", { allOf: ["host"] }] },
  attributes: [
    {
      key: "http.method",
      type: "string",
      brief: "The verb.",
      stability: "stable",
      requirementLevel: "required",
    },
    {
      key: "http.status",
      type: "int",
      brief: "The answer.",
      stability: "stable",
      requirementLevel: "conditionally_required",
      requirement: "If known.",
    },
    {
      key: "http.cached",
      type: "boolean",
      brief: "Whether.",
      stability: "stable",
      requirementLevel: "opt_in",
    },
    {
      key: "http.header",
      type: "template[string[]]",
      brief: "Headers.",
      stability: "stable",
      requirementLevel: "opt_in",
      requirement: "For debugging.",
    },
    {
      key: "http.header.count",
      type: "int",
      brief: "How many.",
      stability: "stable",
      requirementLevel: "recommended",
      requirement: "If cheap.",
    },
    {
      key: "http.body",
      type: "any",
      brief: "Anything.",
      stability: "stable",
      requirementLevel: "recommended",
    },
  ],
} as const satisfies EventDescriptor;`,
  );
  assert.equal(
    declarationOf(text, "HttpMethodValue"),
    `/**
 * The verb.
 * A value of \`http.method\`: one of these, or any other.
 */
export type HttpMethodValue = "GET" | "PUT" | (string & Record<never, never>);`,
  );
  assert.match(text, /^export type HttpStatusValue = 200 \| 410 \| \(number & Record<never, never>\);$/m);
  assert.match(declarationOf(text, "Host"), /"http\.body"\?: AttributeValue;\n.*\n {3}\* Headers\./);
});

test("a span's comment says how it is named, and its descriptor what matters for sampling", () => {
  const text = textOf(`${ATTRIBUTES}spans:
  - {type: http.call, kind: client, name: {note: The verb.}, brief: "", ${stable}, attributes: [{ref: http.status, sampling_relevant: true}]}
  - {type: http.idle, kind: internal, name: {note: ""}, brief: Idle., ${stable}, deprecated: {reason: obsoleted, note: No use.}}
`);
  assert.equal(
    text.slice(text.indexOf("/**\n * Attributes")),
    `/**
 * Attributes of the span \`http.call\`.
 * Its name: The verb.
 */
export interface HttpCallSpan {
  /** The answer. */
  readonly "http.status"?: HttpStatusValue;
}

/** The span \`http.call\`. */
export const HttpCallSpanDescriptor = {
  type: "http.call",
  kind: "client",
  brief: "",
  stability: "stable",
  attributes: [
    {
      key: "http.status",
      type: "int",
      brief: "The answer.",
      stability: "stable",
      requirementLevel: "recommended",
      samplingRelevant: true,
    },
  ],
} as const satisfies SpanDescriptor;

/**
 * Attributes of the span \`http.idle\`.
 * Idle.
 * @deprecated No use.
 */
export type HttpIdleSpan = Record<never, never>;

/**
 * The span \`http.idle\`.
 * @deprecated No use.
 */
export const HttpIdleSpanDescriptor = {
  type: "http.idle",
  kind: "internal",
  brief: "Idle.",
  stability: "stable",
  attributes: [],
} as const satisfies SpanDescriptor;
`,
  );
});

test("each kind of refinement has a type and a descriptor under its own name", () => {
  const text = textOf(`${ATTRIBUTES}${HOST}metrics:
  - {name: http.size, instrument: histogram, unit: By, brief: Size., ${stable}}
events: [{name: http.request, brief: A request., ${stable}}]
spans: [{type: http.call, kind: client, name: {note: The verb.}, brief: A call., ${stable}}]
metric_refinements: [{id: http.large, ref: http.size, attributes: [{ref: http.status}]}]
event_refinements: [{id: http.large, ref: http.request, attributes: [{ref: http.status}]}]
span_refinements: [{id: http.large, ref: http.call, attributes: [{ref: http.status}]}]
entity_refinements: [{id: http.large, ref: host, brief: Large.}]
`);
  const descriptors = [
    "HttpLargeDescriptor",
    "HttpLargeMetricDescriptor",
    "HttpLargeEventDescriptor",
    "HttpLargeSpanDescriptor",
  ];
  assert.deepEqual(
    descriptors.map((name) => declarationOf(text, name).split("\n").slice(0, 5).join("\n")),
    [
      `/** The refinement \`http.large\` of the entity \`host\`. */
export const HttpLargeDescriptor = {
  refinement: "http.large",
  type: "host",
  brief: "Large.",`,
      `/** The refinement \`http.large\` of the metric \`http.size\`. */
export const HttpLargeMetricDescriptor = {
  refinement: "http.large",
  name: "http.size",
  unit: "By",`,
      `/** The refinement \`http.large\` of the event \`http.request\`. */
export const HttpLargeEventDescriptor = {
  refinement: "http.large",
  name: "http.request",
  brief: "A request.",`,
      `/** The refinement \`http.large\` of the span \`http.call\`. */
export const HttpLargeSpanDescriptor = {
  refinement: "http.large",
  type: "http.call",
  kind: "client",`,
    ],
  );
  for (const name of ["HttpLargeMetric", "HttpLargeEvent", "HttpLargeSpan"]) {
    assert.match(declarationOf(text, name), /readonly "http\.status"\?: HttpStatusValue;/);
  }
});

const CLOSED = `file_format: percore/1
attributes:
  - {key: a.state, type: {members: [{id: "on"}, {id: "off"}]}, brief: State., ${stable}}
  - {key: a.kind, type: {members: [{id: one, value: 1}]}, brief: Kind., ${stable}}
metric_sets:
  - name: a
    brief: A.
    ${stable}
    attributes: [{ref: a.state, attach: registration}, {ref: a.kind, attach: measurement, requirement_level: required}]
    metrics: [{name: a.b, field: b, instrument: counter, unit: "1", brief: B.}]
`;

test("an enum of percore/1 is closed at registration, one of a registry takes any text", () => {
  const [own] = modulesOf({ "a.yaml": CLOSED });
  assert.match(own?.text ?? "", /^export type AStateValue = "on" \| "off";$/m);
  assert.match(
    own?.text ?? "",
    /{ key: "a\.state", type: "enum", brief: "State\.", stability: "stable", values: \["on", "off"\] },$/m,
  );
  assert.match(own?.text ?? "", /^export const AKind = defineEnumeration\({ one: 0 }, \[1\]\);$/m);
  const attributes = /attributes:\n(?: {2}- .*\n)+/.exec(CLOSED)?.[0] ?? "";
  const files = {
    "a.yaml": CLOSED.replace(attributes, ""),
    "b.yaml": `file_format: definition/2\n${attributes}`,
  };
  const [open, values] = modulesOf(files);
  assert.match(
    values?.text ?? "",
    /^export type AStateValue = "on" \| "off" \| \(string & Record<never, never>\);$/m,
  );
  assert.match(open?.text ?? "", /{ key: "a.state", type: "string", brief: "State.", stability: "stable" }/);
  const closed = attributes.replaceAll(`${stable}}`, `${stable}, annotations: {percore: {closed: true}}}`);
  const [again, closedValues] = modulesOf({ ...files, "b.yaml": `file_format: definition/2\n${closed}` });
  assert.match(again?.text ?? "", /{ key: "a\.state", type: "enum", .*, values: \["on", "off"\] },$/m);
  assert.match(closedValues?.text ?? "", /^export type AStateValue = "on" \| "off";$/m);
});

test("the values of an enum with a bound are looked up, and an editor knows those that are listed", () => {
  const bounded = CLOSED.replace("attach: registration", "attach: measurement, bound: 20");
  const [module] = modulesOf({ "a.yaml": bounded });
  assert.match(
    module?.text ?? "",
    /^export const AState: BoundedValues<AStateValue \| \(string & Record<never, never>\)> = defineBounded\({\n {2}key: "a\.state",\n {2}type: "string",\n {2}bound: 20,\n}\);$/m,
  );
  assert.match(module?.text ?? "", /readonly \[state: number \| undefined, kind: AKind\]/);
});

test("members with ids that no property can have, or with the value of another one, are in the enumeration", () => {
  const ids = ["close", "__proto__", "with", "a-b", "1", "close_"].map((id) =>
    `{id: "${id}", value: "v ${id}"}`
  );
  const text = textOf(`attributes:
  - {key: a.b, type: {members: [${ids.join(", ")}, {id: old, value: "v 1"}]}, brief: B., ${stable}}
metrics: [{name: a, instrument: counter, unit: "1", brief: A., ${stable}, attributes: [{ref: a.b, requirement_level: required}]}]
`);
  assert.match(
    text,
    /^ {2}close__: 0,\n {2}__proto___: 1,\n {2}with_: 2,\n {2}"a-b": 3,\n {2}"1": 4,\n {2}close_: 5,\n {2}old: 4,\n}, \["v close", "v __proto__", "v with", "v a-b", "v 1", "v close_"\]\);$/m,
  );
  assert.match(text, /Storage: dense, 6 series\./);
});

test("of definitions that would have one name, the deprecated, the later and the proposed ones have another", () => {
  const deprecated = "deprecated: {reason: obsoleted, note: Old.}";
  const registry = `attributes:
  - {key: p.id, type: string, brief: Id., ${stable}}
entities: [{type: process, identity: [{ref: p.id}], brief: P., ${stable}}, {type: "1", identity: [{ref: p.id}], brief: P., ${stable}}]
metrics: [{name: process.time, instrument: counter, unit: s, brief: T., ${stable}, entity_associations: [process]}]
events:
  - {name: x.y_z, brief: Old., ${stable}, ${deprecated}}
  - {name: x.y.z, brief: New., ${stable}}
  - {name: x_y_z, brief: Other., ${stable}}
  - {name: x_y.z, brief: Old., ${stable}, ${deprecated}}
  - {name: process, brief: Event., ${stable}}
spans: [{type: process, kind: internal, name: {note: P.}, brief: Span., ${stable}}]
entity_refinements: [{id: Process, ref: process}, {id: counter, ref: process}]
`;
  const text = textOf(registry);
  assert.deepEqual(declaredIn(text), [
    ..."Process ProcessDescriptor _1 _1Descriptor ProcessRefinement ProcessRefinementDescriptor".split(" "),
    ..."Counter2 Counter2Descriptor ProcessSetInstruments ProcessSetMetrics ProcessSet".split(" "),
    ..."XYZDeprecatedEvent XYZDeprecatedEventDescriptor XYZEvent XYZEventDescriptor".split(" "),
    ..."XYZ2Event XYZ2EventDescriptor XYZ3Event XYZ3EventDescriptor".split(" "),
    ..."ProcessEvent ProcessEventDescriptor ProcessSpan ProcessSpanDescriptor".split(" "),
  ]);
  assert.match(text, /const XYZEventDescriptor = {\n {2}name: "x\.y\.z"/);
  assert.match(text, /const XYZDeprecatedEventDescriptor = {\n {2}name: "x\.y_z"/);
});

const ENTITY = (type: string) =>
  `entities: [{type: ${type}, identity: [{ref: a.id}], brief: E., ${stable}}]\n`;
const SET = (name: string, entity: string) =>
  `metric_sets: [{name: ${name}, entity: ${entity}, brief: S., ${stable}, metrics: [{name: ${name}.m, field: m, instrument: gauge, unit: s, brief: M.}]}]\n`;
const HEADER = "file_format: percore/1\n";
const ID = `attributes: [{key: a.id, type: string, brief: Id., ${stable}}]\n`;

test("modules are in the tree of their files, and import from each other", () => {
  const files = {
    "schema/a/ids.yaml": HEADER + ID,
    "schema/a/metrics.yaml": `${HEADER}${ENTITY("a.own")}${SET("a.set", "a.own")}`,
    "schema/b/c/metrics.yml": HEADER + SET("b.set", "a.own"),
    "schema/b/metrics.yaml": HEADER + SET("c.set", "a.own"),
    "schema/b/metrics.yml": HEADER + SET("d.set", "a.own"),
    "schema/odd name#1.yaml": HEADER + SET("e.set", "a.own"),
  };
  const modules = modulesOf(files, { library: "../lib/mod.ts" });
  const imports = ({ text }: GeneratedFile) =>
    Array.from(text.matchAll(/^(?:import .*|}) from "(.*)";$/gm), ([, from]) => from);
  assert.deepEqual(modules.map((module) => [module.path, imports(module)]), [
    ["a/metrics.gen.ts", ["../../lib/mod.ts"]],
    ["b/c/metrics.gen.ts", ["../../../lib/mod.ts", "../../a/metrics.gen.ts"]],
    ["b/metrics.gen.ts", ["../../lib/mod.ts", "../a/metrics.gen.ts"]],
    ["b/metrics_2.gen.ts", ["../../lib/mod.ts", "../a/metrics.gen.ts"]],
    ["odd_name_1.gen.ts", ["../lib/mod.ts", "./a/metrics.gen.ts"]],
  ]);
  assert.match(
    modules[1]?.text ?? "",
    /^\/\/ Generated by percore from schema\/b\/c\/metrics\.yml\. Do not edit\.\n/,
  );
  assert.match(modules[1]?.text ?? "", /^import { type AOwn, AOwnDescriptor } from/m);

  const paths = (root: string, given: Readonly<Record<string, string>> = files) =>
    modulesOf(given, { root }).map(({ path }) => path);
  assert.deepEqual(paths("schema/"), modules.map(({ path }) => path));
  assert.equal(paths("schema/b")[0], "a/metrics.gen.ts");
  assert.equal(paths("schema/b")[1], "c/metrics.gen.ts");
  const one = { "../schema/http/a.yaml": HEADER + ID + ENTITY("a.own") };
  assert.deepEqual([paths("../schema", one), paths(".", one), paths("elsewhere", one)], [
    ["http/a.gen.ts"],
    ["schema/http/a.gen.ts"],
    ["a.gen.ts"],
  ]);
  assert.deepEqual(
    modulesOf(one, { sourceOf: () => "x.yaml" })[0]?.text.split("\n")[0],
    "// Generated by percore from x.yaml. Do not edit.",
  );
});

test("modules that need each other's entities have copies, so that none is run too early", () => {
  const modules = modulesOf({
    "a.yaml": `${HEADER}${ID}${ENTITY("a.own")}${SET("a.set", "b.own")}`,
    "b.yaml": `${HEADER}${ENTITY("b.own")}${SET("b.set", "a.own")}`,
    "c.yaml": HEADER + SET("c.set", "b.own"),
  });
  const lines = modules.map(({ text }) => text.match(/^(import.*gen.*|(export )?const \w+OwnDescriptor)/gm));
  assert.deepEqual(lines, [
    [
      'import type { BOwn } from "./b.gen.ts";',
      "export const AOwnDescriptor",
      "const BOwnDescriptor",
    ],
    [
      'import type { AOwn } from "./a.gen.ts";',
      "export const BOwnDescriptor",
      "const AOwnDescriptor",
    ],
    ['import { type BOwn, BOwnDescriptor } from "./b.gen.ts";'],
  ]);
});

test("a set may have the name of an entity of another file", () => {
  const [, set] = modulesOf({
    "a.yaml": `${HEADER}${ID}${ENTITY("a.own")}`,
    "b.yaml": HEADER + SET("a.own", "a.own"),
  });
  assert.match(set?.text ?? "", /^import { AOwnDescriptor } from "\.\/a\.gen\.ts";$/m);
  assert.match(
    set?.text ?? "",
    /^export const AOwn: MetricSetDefinition<\n {2}AOwnInstruments,\n {2}readonly \[\],\n {2}Record<never, never>,\n {2}import\("\.\/a\.gen\.ts"\)\.AOwn\n>/m,
  );
});
