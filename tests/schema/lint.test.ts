import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  compile,
  type Diagnostic,
  formatDiagnostic,
  formatReport,
  lint,
  type RegistrySource,
} from "../../src/schema/mod.ts";

/** The lints of a schema that has no errors. */
function lintsOf(source: string | RegistrySource): readonly Diagnostic[] {
  const { schema, problems } = compile(
    typeof source === "string" ? [{ file: "shop.yaml", text: source }] : source,
  );
  assert.deepEqual(problems, []);
  assert.ok(schema);
  return lint(schema);
}

function report(source: string | RegistrySource): string {
  return lintsOf(source).map(formatDiagnostic).join("\n");
}

/** Where and what each lint is, on a line. */
function brief(source: string | RegistrySource): readonly string[] {
  return lintsOf(source).map(({ line, code, message, suggestion }) =>
    `${line} ${code} ${message}${suggestion === undefined ? "" : `: ${suggestion}`}`
  );
}

/** A registry of one file. */
function definition(text: string): string {
  return `file_format: definition/2\n${text}`;
}

/** Definitions with the keys that they are given, and those of the usual ones that they aren't, one a line. */
function lines(all: readonly string[], ...usual: readonly string[]): string {
  return all.map((keys) => {
    const missing = usual.filter((pair) => !keys.includes(pair.slice(0, pair.indexOf(" "))));
    return `  - {${[keys, ...missing].join(", ")}}\n`;
  }).join("");
}

/** Metrics by themselves, one a line from the third on. */
function metrics(...all: readonly string[]): string {
  const usual = [`unit: "{order}"`, "brief: Orders.", "stability: stable", "requirement_level: opt_in"];
  return definition(`metrics:\n${lines(all, "instrument: counter", ...usual)}`);
}

/** Attributes, one a line from the third on. */
function attributes(...all: readonly string[]): string {
  return definition(`attributes:\n${lines(all, "type: string", "brief: A.", "stability: stable")}`);
}

function events(...names: readonly string[]): string {
  const keys = "brief: A., stability: stable, requirement_level: opt_in";
  return definition(`events:\n${names.map((name) => `  - {name: ${name}, ${keys}}\n`).join("")}`);
}

test("a lint is reported like an error, as a warning", () => {
  assert.equal(
    report(`file_format: percore/1
metric_sets:
  - name: shop.orders
    brief: Orders
    stability: stable
    metrics:
      - {name: shop.order.duration_seconds, field: duration, instrument: histogram, unit: ms, brief: Time.}
`),
    `shop.yaml:4:12: warning PC161: the brief of the metric set "shop.orders" doesn't end with a full stop
  4 |     brief: Orders
    |            ^
shop.yaml:7:16: warning PC156: the metric's name "shop.order.duration_seconds" says the unit, "seconds"
  7 |       - {name: shop.order.duration_seconds, field: duration, instrument: histogram, unit: ms, brief: Time.}
    |                ^
    = did you mean "shop.order.duration"?
shop.yaml:7:91: warning PC166: the unit of the metric "shop.order.duration_seconds": "ms" has the prefix "m"
  7 |       - {name: shop.order.duration_seconds, field: duration, instrument: histogram, unit: ms, brief: Time.}
    |                                                                                           ^
    = did you mean "s"?`,
  );
});

test("names have the form of semantic conventions", () => {
  const signal = "brief: A., stability: stable, requirement_level: opt_in";
  assert.deepEqual(
    brief(definition(`attributes:
  - {key: noNamespace, type: string, brief: A., stability: stable}
  - {key: old_one, type: string, brief: A., stability: stable, deprecated: {reason: obsoleted, note: Gone.}}
  - {key: shop.kind, type: {members: [{id: Big}, {id: 2nd}, {id: small.one}]}, brief: A., stability: stable}
metrics:
  - {name: shop.Orders, instrument: counter, unit: "{order}", ${signal}}
events:
  - {name: shop.order., ${signal}}
spans:
  - {type: shop-order, kind: server, name: {note: A.}, ${signal}}
entities:
  - {type: 1shop, identity: [{ref: shop.kind}], ${signal}}
`)),
    [
      `3 PC150 the key of the attribute "noNamespace" is malformed`,
      `5 PC150 the enum id "Big" is malformed`,
      `5 PC150 the enum id "2nd" is malformed`,
      `7 PC150 the name of the metric "shop.Orders" is malformed`,
      `9 PC150 the name of the event "shop.order." is malformed`,
      `11 PC150 the name of the span "shop-order" is malformed`,
      `13 PC150 the name of the entity "1shop" is malformed`,
    ],
  );
});

test("long names are checked in linear time", () => {
  const long = `a.${"b".repeat(250)}B`;
  assert.deepEqual(brief(attributes(`key: ${long}`)).map((line) => line.slice(0, 7)), ["3 PC150"]);
});

test("a name that is a namespace of another is reported once, unless either is deprecated", () => {
  const deprecated = "deprecated: {reason: obsoleted, note: A.}";
  assert.deepEqual(
    brief(
      attributes("key: shop.order", "key: shop.order.id", "key: shop.order.item.id", "key: shop.orders.id"),
    ),
    [`3 PC151 the attribute "shop.order" is the namespace of the attribute "shop.order.id"`],
  );
  assert.deepEqual(brief(attributes(`key: shop.order, ${deprecated}`, "key: shop.order.id")), []);
  assert.deepEqual(brief(attributes("key: shop.order", `key: shop.order.id, ${deprecated}`)), []);
  assert.deepEqual(brief(metrics("name: shop.order", "name: shop.order.rate")), [
    `3 PC151 the metric "shop.order" is the namespace of the metric "shop.order.rate"`,
  ]);
});

test("two names that become one constant are reported, unless code generators leave one out", () => {
  assert.deepEqual(brief(attributes("key: shop.order.id", "key: shop.order_id")), [
    `4 PC152 "shop.order_id" and "shop.order.id" are one constant: "shop_order_id"`,
  ]);
  const excluded = "annotations: {code_generation: {exclude: true}}";
  assert.deepEqual(brief(attributes("key: shop.order.id", `key: shop.order_id, ${excluded}`)), []);
  assert.deepEqual(brief(events("shop.order.pay", "shop.order_pay")), [
    `4 PC152 "shop.order_pay" and "shop.order.pay" are one constant: "shop_order_pay"`,
  ]);
  // Constants of different kinds are apart.
  const signal = "brief: A., stability: stable, requirement_level: opt_in";
  assert.deepEqual(
    brief(
      `${events("shop.order_pay")}metrics: [{name: shop.order.pay, instrument: gauge, unit: s, ${signal}}]`,
    ),
    [],
  );
});

test("members of an enum that become one are reported", () => {
  const members = (list: string) => brief(attributes(`key: shop.kind, type: {members: [${list}]}`));
  assert.deepEqual(members("{id: a.b}, {id: a_b}"), [
    `3 PC153 the enum ids "a.b" and "a_b" are one constant: "a_b"`,
  ]);
  assert.deepEqual(members("{id: a.b}, {id: a_b, annotations: {code_generation: {exclude: true}}}"), []);
});

test("attributes of any type are for events and spans", () => {
  const uses = "brief: A., stability: stable, requirement_level: opt_in, attributes: [{ref: shop.basket}]";
  assert.deepEqual(
    brief(`${attributes("key: shop.basket, type: any", "key: shop.id")}
metrics: [{name: shop.load, instrument: gauge, unit: s, ${uses}}]
events: [{name: shop.open, ${uses}}]
spans: [{type: shop.open, kind: server, name: {note: A.}, ${uses}}]
attribute_groups:
  - {id: shop.a, visibility: public, brief: A., stability: stable, attributes: [{ref: shop.basket}]}
  - {id: shop.b, visibility: internal, attributes: [{ref: shop.basket}]}
entities:
  - type: shop
    identity: [{ref: shop.id}]
    description: [{ref: shop.basket}]
    brief: A.
    stability: stable
    requirement_level: opt_in
`),
    [
      `6 PC154 the metric "shop.load" has the attribute "shop.basket" of type any`,
      `10 PC154 the attribute group "shop.a" has the attribute "shop.basket" of type any`,
      `15 PC154 the entity "shop" has the attribute "shop.basket" of type any`,
    ],
  );
});

test("metrics by themselves that become one in Prometheus are reported", () => {
  assert.deepEqual(
    brief(
      metrics(
        "name: shop.load, instrument: gauge, unit: '1'",
        "name: shop.load_ratio, instrument: gauge, unit: '1'",
      ),
    ),
    [`4 PC155 in Prometheus, "shop.load_ratio" and "shop.load" are both shop_load_ratio`],
  );
  assert.deepEqual(
    brief(
      metrics(
        "name: shop.wait, instrument: histogram, unit: s",
        "name: shop.wait_seconds_count, instrument: gauge",
      ),
    ),
    [`4 PC155 in Prometheus, "shop.wait_seconds_count" and "shop.wait" are both shop_wait_seconds_count`],
  );
});

test("a metric's name says neither its type nor its unit, and is a plural where single things are counted", () => {
  assert.deepEqual(
    brief(metrics(
      "name: shop.order.total",
      "name: shop.order_total",
      "name: shop.wait_seconds, unit: s, instrument: histogram",
      "name: shop.receipt.bytes, unit: By",
      "name: seconds",
      "name: shop.orders",
      "name: shop.refunds, instrument: updowncounter",
      "name: shop.status, instrument: updowncounter",
      "name: shop.wait.times, unit: s, instrument: histogram",
      "name: shop.old_total, deprecated: {reason: unspecified}",
    )),
    [
      `3 PC156 the metric's name "shop.order.total" ends with "total": shop.order`,
      `4 PC152 "shop.order_total" and "shop.order.total" are one constant: "shop_order_total"`,
      `4 PC155 in Prometheus, "shop.order_total" and "shop.order.total" are both shop_order_total`,
      `4 PC156 the metric's name "shop.order_total" ends with "total": shop.order`,
      `5 PC156 the metric's name "shop.wait_seconds" says the unit, "seconds": shop.wait`,
      `6 PC156 the metric's name "shop.receipt.bytes" says the unit, "bytes": shop.receipt`,
      `9 PC157 the name of the updowncounter "shop.refunds" is a plural: shop.refund.count`,
      `11 PC157 the metric's name "shop.wait.times" is a plural, and its unit counts nothing: shop.wait.time`,
    ],
  );
});

test("an event's name ends with a verb in its base form, or with a noun", () => {
  assert.deepEqual(
    brief(events("shop.order.place", "shop.crash", "shop.feed", "shop.order.need")),
    [],
  );
  assert.deepEqual(
    brief(events(
      "shop.order.placed",
      "shop.worker.stopped",
      "shop.worker.stopping",
      "shop.policy.applied",
      "shop.mail.sent",
      "shop.order.frobnicated",
      "shop.order.event",
      "shop.order_log",
    )),
    [
      `3 PC158 the event's name "shop.order.placed" ends with a form of "place": shop.order.place`,
      `4 PC158 the event's name "shop.worker.stopped" ends with a form of "stop": shop.worker.stop`,
      `5 PC158 the event's name "shop.worker.stopping" ends with a form of "stop": shop.worker.stop`,
      `6 PC158 the event's name "shop.policy.applied" ends with a form of "apply": shop.policy.apply`,
      `7 PC158 the event's name "shop.mail.sent" ends with a form of "send": shop.mail.send`,
      `8 PC158 the event's name "shop.order.frobnicated" ends with a verb's past form`,
      `9 PC158 the event's name "shop.order.event" ends with "event"`,
      `10 PC158 the event's name "shop.order_log" ends with "log"`,
    ],
  );
});

test("briefs are there and end with a full stop, and signals say whether they are needed", () => {
  assert.deepEqual(
    brief(
      metrics(
        `name: shop.a, brief: ""`,
        "name: shop.b, brief: Orders",
        "name: shop.c, requirement_level: recommended",
      ),
    ),
    [
      `3 PC160 the metric "shop.a" has no brief`,
      `4 PC161 the brief of the metric "shop.b" doesn't end with a full stop`,
    ],
  );
  assert.deepEqual(brief(definition("events: [{name: shop.open, brief: A., stability: stable}]")), [
    `2 PC162 the event "shop.open" doesn't say whether it is needed`,
  ]);
  const gone = "deprecated: {reason: unspecified}";
  assert.deepEqual(
    brief(definition(`events: [{name: shop.open, brief: "", stability: stable, ${gone}}]`)),
    [],
  );
});

test("units are those of UCUM, without a prefix, and count one thing", () => {
  assert.deepEqual(
    brief(metrics(
      "name: shop.a, unit: bytes",
      "name: shop.b, unit: ms",
      `name: shop.c, unit: "{orders}"`,
      `name: shop.d, unit: "{count}"`,
      `name: shop.e, unit: "By/s"`,
      "name: shop.f, unit: parsecs, deprecated: {reason: unspecified}",
      `name: shop.g, unit: ""`,
    )),
    [
      `3 PC165 the unit of the metric "shop.a": "bytes" is no unit of UCUM: By`,
      `4 PC166 the unit of the metric "shop.b": "ms" has the prefix "m": s`,
      `5 PC167 the unit of the metric "shop.c": "{orders}" is a plural: {order}`,
      `6 PC167 the unit of the metric "shop.d": "{count}" doesn't say what is counted`,
      `9 PC165 the unit of the metric "shop.g": there is no unit: 1`,
    ],
  );
});

test("nothing is more settled than the attributes that it has, unless they are opt-in", () => {
  const young = "{key: shop.a, type: string, brief: A., stability: development}";
  const uses = (level: string) =>
    `brief: A., stability: ${level}, requirement_level: opt_in, attributes: [{ref: shop.a}]`;
  assert.deepEqual(
    brief(definition(`attributes: [${young}]
metrics: [{name: shop.load, instrument: gauge, unit: s, ${uses("stable")}}]
events: [{name: shop.open, ${uses("alpha")}}, {name: shop.shut, ${uses("development")}}]
spans: [{type: shop.open, kind: server, name: {note: A.}, ${uses("beta")}}]
entities: [{type: shop, identity: [{ref: shop.a}], brief: A., stability: release_candidate, requirement_level: opt_in}]
attribute_groups:
  - {id: shop.a, visibility: public, brief: A., stability: stable, attributes: [{ref: shop.a, requirement_level: opt_in}]}
  - {id: shop.b, visibility: public, brief: A., stability: stable, attributes: [{ref: shop.a}]}
`)),
    [
      `3 PC170 the metric "shop.load" is stable, but its attribute "shop.a" is development`,
      `4 PC170 the event "shop.open" is alpha, but its attribute "shop.a" is development`,
      `5 PC170 the span "shop.open" is beta, but its attribute "shop.a" is development`,
      `6 PC170 the entity "shop" is release_candidate, but its attribute "shop.a" is development`,
      `9 PC170 the attribute group "shop.b" is stable, but its attribute "shop.a" is development`,
    ],
  );
  // An attribute that comes through a group is reported at what has the group.
  assert.deepEqual(
    brief(definition(`attributes: [${young}]
attribute_groups: [{id: shop.b, visibility: internal, attributes: [{ref: shop.a}]}]
events: [{name: shop.open, brief: A., stability: stable, requirement_level: opt_in, attributes: [{ref_group: shop.b}]}]
`)),
    [`4 PC170 the event "shop.open" is stable, but its attribute "shop.a" is development`],
  );
});

test("a set and its metrics aren't more settled than the set's attributes", () => {
  const set = (level: string, metric: string) =>
    brief(`file_format: percore/1
attributes: [{key: shop.a, type: boolean, brief: A., stability: beta}]
metric_sets:
  - name: shop
    brief: A.
    stability: ${level}
    attributes: [{ref: shop.a, attach: measurement}]
    metrics:
      - {name: shop.load, field: load, instrument: gauge, unit: s, brief: A.${metric}}
`);
  assert.deepEqual(set("beta", ""), []);
  assert.deepEqual(set("stable", ""), [
    `7 PC170 the metric set "shop" is stable, but its attribute "shop.a" is beta`,
  ]);
  assert.deepEqual(set("beta", ", stability: stable"), [
    `9 PC170 the metric "shop.load" is stable, but its attribute "shop.a" is beta`,
  ]);
});

test("what was renamed has a new name that can be used", () => {
  const renamed = (to: string) => `deprecated: {reason: renamed, renamed_to: ${to}}`;
  assert.deepEqual(
    brief(attributes(
      "key: shop.user.id",
      `key: shop.uid, ${renamed("shop.user.it")}`,
      `key: shop.uuid, ${renamed("shop.uno")}`,
      `key: shop.uno, type: int, ${renamed("shop.user.id")}`,
      "key: shop.kind, type: {members: [{id: a}, {id: b}]}",
      `key: shop.old_kind, ${renamed("shop.kind")}`,
      `key: shop.number, type: {members: [{id: a, value: 1}]}, ${renamed("shop.kind")}`,
      `key: shop.flag, type: {members: [{id: a, value: true}]}, ${renamed("shop.kind")}`,
      `key: shop.color, type: {members: [{id: red}, {id: rot, ${renamed("red")}}, {id: rood, ${
        renamed("rot")
      }}]}`,
    )),
    [
      `4 PC172 the attribute "shop.uid" was renamed to "shop.user.it", which isn't defined: shop.user.id`,
      `5 PC172 the attribute "shop.uuid" was renamed to "shop.uno", which is deprecated itself: shop.user.id`,
      `5 PC172 the attribute "shop.uuid" is of type string, but "shop.uno", to which it was renamed, is of type int`,
      `6 PC172 the attribute "shop.uno" is of type int, but "shop.user.id", to which it was renamed, is of type string`,
      `9 PC172 the attribute "shop.number" is of type int, but "shop.kind", to which it was renamed, is of type string`,
      `10 PC172 the attribute "shop.flag" is of type boolean, but "shop.kind", to which it was renamed, is of type string`,
      `11 PC172 the enum id "rood" was renamed to "rot", which isn't there or is deprecated: red`,
    ],
  );
  assert.deepEqual(brief(metrics(`name: shop.b, ${renamed("shop.c")}`)), [
    `3 PC172 the metric "shop.b" was renamed to "shop.c", which isn't defined`,
  ]);
});

test("metrics have no attributes of many values, unless they are opt-in", () => {
  const defined = attributes(
    "key: user.id",
    "key: url.full",
    "key: shop.order.session_id",
    "key: shop.user.email",
    "key: client.address, type: {members: [{id: near}, {id: far}]}",
    "key: shop.region",
  );
  const uses =
    "attributes: [{ref: user.id}, {ref: url.full, requirement_level: opt_in}, {ref: shop.order.session_id}, " +
    "{ref: shop.user.email}, {ref: client.address}, {ref: shop.region}]";
  const signal = `brief: A., stability: stable, requirement_level: opt_in, ${uses}`;
  assert.deepEqual(
    brief(
      `${defined}metrics: [{name: shop.load, instrument: gauge, unit: s, ${signal}}]\nevents: [{name: shop.open, ${signal}}]`,
    ),
    [
      `9 PC175 the metric "shop.load" has the attribute "user.id", of many values`,
      `9 PC175 the metric "shop.load" has the attribute "shop.order.session_id", of many values`,
      `9 PC175 the metric "shop.load" has the attribute "shop.user.email", of many values`,
    ],
  );
  assert.deepEqual(
    brief(`file_format: percore/1
attributes:
  - {key: user.id, type: string, brief: A., stability: stable}
  - {key: url.path, type: string, brief: A., stability: stable}
metric_sets:
  - name: shop
    brief: A.
    stability: stable
    attributes: [{ref: user.id, attach: registration}, {ref: url.path, attach: measurement, bound: 9}]
    metrics: [{name: shop.load, field: load, instrument: gauge, unit: s, brief: A.}]
`),
    [
      `9 PC175 the metric set "shop" has the attribute "user.id", of many values`,
      `9 PC175 the metric set "shop" has the attribute "url.path", of many values`,
    ],
  );
});

/** A set whose metric has its unit in milliseconds and its name in seconds, with annotations in four places. */
function annotated({ file = "", set = "", metric = "" }): string {
  const allow = (codes: string) =>
    codes === ""
      ? "{}"
      : `{percore: {allow: [${
        codes.split(" ").map((code) => `{code: ${code}, reason: It is so.}`).join(", ")
      }]}}`;
  return `file_format: percore/1
annotations: ${allow(file)}
metric_sets:
  - name: shop
    brief: A.
    stability: stable
    annotations: ${allow(set)}
    metrics:
      - name: shop.wait_seconds
        field: wait
        instrument: histogram
        unit: ms
        brief: A.
        annotations: ${allow(metric)}
`;
}

test("an exception silences a lint on a metric, on its set and on its file", () => {
  const both = ["9 PC156", "12 PC166"];
  const codes = (source: string) => brief(source).map((line) => line.split(" ", 2).join(" "));
  assert.deepEqual(codes(annotated({})), both);
  assert.deepEqual(codes(annotated({ metric: "PC156" })), ["12 PC166"]);
  assert.deepEqual(codes(annotated({ metric: "PC156 PC166" })), []);
  assert.deepEqual(codes(annotated({ set: "PC166" })), ["9 PC156"]);
  assert.deepEqual(codes(annotated({ file: "PC156 PC166" })), []);
});

test("an exception that silences nothing is a lint itself, wherever it stands", () => {
  assert.deepEqual(brief(annotated({ file: "PC175", set: "PC170", metric: "PC156 PC166 PC167" })), [
    "2 PC190 there is no PC175 here that it would silence",
    "7 PC190 there is no PC170 here that it would silence",
    "14 PC190 there is no PC167 here that it would silence",
  ]);
  const allow = "annotations: {percore: {allow: [{code: PC160, reason: A.}]}}";
  assert.deepEqual(
    brief(definition(`attributes:
  - {key: shop.a, type: {members: [{id: a, ${allow}}]}, brief: A., stability: stable, ${allow}}
  - {key: shop.b, type: string, brief: A., stability: stable}
entities:
  - {type: shop, identity: [{ref: shop.a}], brief: A., stability: stable, requirement_level: opt_in, ${allow}}
entity_refinements:
  - {id: shop.big, ref: shop, description: [{ref: shop.b, ${allow}}], ${allow}}
attribute_groups:
  - {id: shop.group, visibility: internal, attributes: [{ref: shop.a}], ${allow}}
events:
  - name: shop.open
    brief: A.
    stability: stable
    requirement_level: opt_in
    attributes: [{ref_group: shop.group}, {ref: shop.a, ${allow}}]
`)).map((line) => line.split(" ", 2).join(" ")),
    ["3 PC190", "3 PC190", "6 PC190", "8 PC190", "8 PC190", "10 PC190", "16 PC190"],
  );
});

test("an exception on an attribute, or on a reference to it, is about that attribute", () => {
  const allow = "annotations: {percore: {allow: [{code: PC175, reason: There are three.}]}}";
  const schema = (onDefinition: string, onReference: string) =>
    definition(`attributes: [{key: user.id, type: string, brief: A., stability: stable${onDefinition}}]
metrics:
  - name: shop.load
    instrument: gauge
    unit: s
    brief: A.
    stability: stable
    requirement_level: opt_in
    attributes: [{ref: user.id${onReference}}]
`);
  assert.equal(lintsOf(schema("", "")).length, 1);
  assert.deepEqual(brief(schema(`, ${allow}`, "")), []);
  assert.deepEqual(brief(schema("", `, ${allow}`)), []);
});

test("exceptions have the code of a lint and a reason", () => {
  const problems = (allow: string) => {
    const text = annotated({}).replace(/annotations: \{\}\n$/, `annotations: {percore: {allow: ${allow}}}\n`);
    return compile([{ file: "shop.yaml", text }]).problems.map(formatDiagnostic).map((text) =>
      text.split("\n").filter((line) => !line.includes(" | ")).join("")
    );
  };
  assert.deepEqual(problems("[{code: PC166, reason: A.}, {code: PC156, reason: B.}]"), []);
  assert.deepEqual(problems("[{code: PC166}, {code: PC156, reason: ' '}]"), [
    `shop.yaml:14:41: error PC127: an exception from PC166 without a reason     = expected reason: "…"`,
    `shop.yaml:14:56: error PC127: an exception from PC156 without a reason     = expected reason: "…"`,
  ]);
  assert.deepEqual(problems("[{code: PC112, reason: A.}, {code: PC1, reason: A.}, {reason: A.}, 7]"), [
    `shop.yaml:14:41: error PC127: "PC112" is no lint     = expected the code of a lint, such as PC166`,
    `shop.yaml:14:68: error PC127: "PC1" is no lint     = expected the code of a lint, such as PC166`,
    `shop.yaml:14:93: error PC127: an exception without a code     = expected the code of a lint, such as PC166`,
    `shop.yaml:14:107: error PC127: an exception without a code     = expected the code of a lint, such as PC166`,
  ]);
  assert.deepEqual(problems("PC166"), [
    `shop.yaml:14:40: error PC127: "allow" is no list     = expected a list of {code: PC1…, reason: …}`,
  ]);
});

test("exceptions from Weaver's policies count", () => {
  const naming = "annotations: {naming_conventions: {policy_exceptions: [metric_namespace_collision]}}";
  assert.deepEqual(brief(metrics(`name: shop.order, ${naming}`, "name: shop.order.rate")), []);
  assert.deepEqual(brief(metrics("name: shop.order", `name: shop.order.rate, ${naming}`)), []);
  assert.equal(lintsOf(metrics(`name: shop.Order, ${naming}`)).length, 1);
  const stability = "annotations: {stability: {policy_exceptions: [event_lower_stability_attribute]}}";
  assert.deepEqual(
    brief(definition(`attributes: [{key: shop.a, type: string, brief: A., stability: alpha}]
events: [{name: shop.open, brief: A., stability: stable, requirement_level: opt_in, attributes: [{ref: shop.a}], ${stability}}]`)),
    [],
  );
});

test("what a dependency defines isn't looked at, but counts", () => {
  const source = (file: string, text: string): RegistrySource => ({
    files: [{ file, text }],
    dependencies: [],
  });
  const other = source("other.yaml", attributes("key: shop.order, brief: An order", "key: shop.Bad"));
  const own = definition(`attributes:
  - {key: shop.order.id, type: string, brief: A., stability: stable}
  - {key: shop_order, type: string, brief: A., stability: stable, deprecated: {reason: renamed, renamed_to: shop.order}}
events:
  - name: shop.open
    brief: A.
    stability: stable
    requirement_level: opt_in
    attributes: [{ref: shop.order}, {ref: shop.Bad}]
`);
  assert.deepEqual(
    brief({
      ...source("shop.yaml", own),
      dependencies: [{ schemaUrl: "https://example.com/schemas/1.0.0", source: other }],
    }),
    [
      `3 PC151 the attribute "shop.order" is the namespace of the attribute "shop.order.id"`,
      `4 PC152 "shop_order" and "shop.order" are one constant: "shop_order"`,
    ],
  );
});

test("no text of a registry leaves its message, in any format", () => {
  const names = [
    "__proto__",
    "constructor",
    "a::error::b",
    "x%0A,b",
    "`${x}`",
    "*/",
    "'\"<b>",
    "|",
    "שלום",
    "A".repeat(90),
  ];
  const visible = fc.constantFrom(...names);
  const hostile = fc.oneof(
    visible,
    fc.constantFrom("\u202e", "a\nb", "\u0000\u0007", "\u2028"),
    fc.string({ unit: "binary" }),
  );
  const definition = fc.record({ name: visible, id: visible, unit: visible, brief: hostile, to: hostile });
  let lints = 0;
  fc.assert(
    fc.property(fc.array(definition, { minLength: 1, maxLength: 3 }), (all) => {
      const common = { stability: "stable" };
      const text = JSON.stringify({
        file_format: "definition/2",
        attributes: all.map(({ brief, to, id }, index) => ({
          ...common,
          key: `shop.k${index}`,
          brief,
          type: { members: [{ id }] },
          deprecated: { reason: "renamed", renamed_to: `${to}.` },
          annotations: { percore: { allow: [{ code: "PC175", reason: `${to}.` }] }, stability: id },
        })),
        metrics: all.map(({ name, unit, brief }, index) => ({
          ...common,
          name: `m${index}.${name}`,
          instrument: "gauge",
          unit: unit.slice(0, 63),
          brief,
        })),
      });
      const { schema, problems } = compile([{ file: "a.yaml", text }]);
      const found = schema === undefined ? problems : lint(schema);
      lints += schema === undefined ? 0 : found.length;
      // deno-lint-ignore no-control-regex -- these are the characters that a report must not hold
      const invisible = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/;
      for (const format of ["text", "github"] as const) {
        assert.doesNotMatch(formatReport(found, format), invisible);
      }
      const commands = formatReport(found, "github").split("\n");
      assert.equal(commands.length, found.length);
      for (const command of commands) {
        assert.match(command, /^::(?:error|warning) file=a\.yaml,line=\d+,col=\d+,title=PC\d+::/);
      }
      assert.deepEqual(JSON.parse(formatReport(found, "json")).problems, found);
    }),
    { numRuns: 50 },
  );
  assert.ok(lints > 100);
});

test("a report has an end, however many lints there are", () => {
  const all = Array.from({ length: 5_001 }, (_, index) => `key: shop.K${index}, brief: A`);
  const found = lintsOf(attributes(...all));
  assert.equal(found.length, 10_000);
  assert.deepEqual(
    found.filter(({ code }) => code === "PC102").map(({ level, message }) => [level, message]),
    [
      ["warning", "more than 9999 warnings: the others are left out"],
    ],
  );
});
