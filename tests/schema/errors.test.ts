import assert from "node:assert/strict";
import { test } from "node:test";
import { compile, formatDiagnostic } from "../../src/schema/mod.ts";

function report(text: string): string {
  return compile([{ file: "shop.yaml", text }]).problems.map(formatDiagnostic).join("\n");
}

/** A valid schema with a set `shop.orders`, in which a test replaces the line it is about. */
const SHOP = `file_format: percore/1
attributes:
  - {key: shop.outcome, type: {members: [{id: ok}, {id: failed}]}, brief: How., stability: stable}
  - {key: shop.user, type: string, brief: Who., stability: stable}
  - {key: thread.id, type: int, brief: Which., stability: stable}
entities:
  - {type: shop.worker, identity: [{ref: thread.id}], brief: One., stability: stable}
metric_sets:
  - name: shop.orders
    entity: shop.worker
    brief: Orders.
    stability: stable
    attributes:
      - {ref: shop.outcome, attach: measurement}
    metrics:
      - {name: shop.orders.count, field: count, instrument: counter, unit: "{order}", brief: Orders.}
`;

function shopWith(line: string, replacement: string): string {
  assert.ok(SHOP.includes(line));
  return SHOP.replace(line, replacement);
}

const METRIC =
  `      - {name: shop.orders.count, field: count, instrument: counter, unit: "{order}", brief: Orders.}`;
const ATTACHMENT = "      - {ref: shop.outcome, attach: measurement}";

/** What is wrong, the schema, and the exact report. */
const REJECTED: readonly (readonly [what: string, schema: string, report: string])[] = [
  [
    "YAML that doesn't parse",
    "file_format: [percore/1\n",
    `shop.yaml:2:1: error PC100: Flow sequence in block collection must be sufficiently indented and end with a ]`,
  ],
  [
    "a second document",
    `${SHOP}---\n`,
    `shop.yaml:17:1: error PC100: a second document
  17 | ---
     | ^
     = expected one document in a file`,
  ],
  [
    "a key that is given twice",
    shopWith("    brief: Orders.\n", "    brief: Orders.\n    brief: More.\n"),
    `shop.yaml:12:5: error PC101: the key "brief" is given twice
  12 |     brief: More.
     |     ^
     = expected each key once`,
  ],
  [
    "deep nesting",
    `a: ${"[".repeat(100)}`,
    `shop.yaml:1:66: error PC102: nested deeper than 64 levels
  1 | a: ${"[".repeat(100)}
    | ${" ".repeat(65)}^`,
  ],
  [
    "an alias of nothing",
    shopWith("brief: Who.", "brief: *who"),
    `shop.yaml:4:43: error PC103: the alias "*who" stands for nothing
  4 |   - {key: shop.user, type: string, brief: *who, stability: stable}
    |                                           ^
    = expected an anchor before it, or the value itself, written out`,
  ],
  [
    "half of a character",
    shopWith("brief: Who.", 'brief: "\\ud800"'),
    `shop.yaml:4:43: error PC100: half of a character: a surrogate without the other
  4 |   - {key: shop.user, type: string, brief: "\\ud800", stability: stable}
    |                                           ^
    = expected whole characters`,
  ],
  [
    "a merge key",
    `${SHOP}    annotations: {a: {<<: {b: 1}}}\n`,
    `shop.yaml:17:23: error PC103: a merge key
  17 |     annotations: {a: {<<: {b: 1}}}
     |                       ^
     = expected the keys that are meant, written out`,
  ],
  [
    "a tag",
    shopWith("brief: Who.", "brief: !!str 5"),
    `shop.yaml:4:49: error PC103: a tag
  4 |   - {key: shop.user, type: string, brief: !!str 5, stability: stable}
    |                                                 ^
    = expected the value without it`,
  ],
  [
    "an older YAML",
    `%YAML 1.1\n---\n${SHOP}`,
    `shop.yaml:1:1: error PC103: YAML 1.1, in which yes is a truth value and 017 is 15
  1 | %YAML 1.1
    | ^
    = expected YAML 1.2, which needs no directive`,
  ],
  [
    "a metric set about a refinement of an entity",
    shopWith("entity: shop.worker", "entity: shop.own") +
    "entity_refinements:\n  - {id: shop.own, ref: shop.worker}\n",
    `shop.yaml:10:13: error PC112: "shop.own" is a refinement of the entity "shop.worker"
  10 |     entity: shop.own
     |             ^
     = expected the type of an entity; did you mean "shop.worker"?`,
  ],
  [
    "a metric set with the name of a public attribute group",
    `${SHOP}attribute_groups:
  - {id: shop.orders, visibility: public, brief: Public., stability: stable}
  - {id: shop.other, visibility: internal}
`,
    `shop.yaml:9:11: error PC111: the metric set "shop.orders" has the name of a public attribute group
  9 |   - name: shop.orders
    |           ^
    = expected another name: the group is at shop.yaml:18:10`,
  ],
  [
    "a metric that a set takes from another one, which defines it",
    `${SHOP}  - {name: shop.more, brief: More., stability: stable, metrics: [{ref: shop.orders.count, field: count}]}\n`,
    `shop.yaml:17:72: error PC111: the metric "shop.orders.count" is in two sets
  17 |   - {name: shop.more, brief: More., stability: stable, metrics: [{ref: shop.orders.count, field: count}]}
     |                                                                        ^
     = expected each metric in one set: the first is at shop.yaml:16:16`,
  ],
  [
    "a key that isn't a name",
    `${SHOP}? [a]\n: b\n`,
    `shop.yaml:17:3: error PC103: a key that isn't a name
  17 | ? [a]
     |   ^
     = expected a name`,
  ],
  [
    "an unknown key",
    shopWith("attach: measurement", "atach: measurement"),
    `shop.yaml:14:9: error PC105: the key "attach" is missing
  14 |       - {ref: shop.outcome, atach: measurement}
     |         ^
     = expected registration or measurement
shop.yaml:14:29: error PC104: the key "atach" is unknown
  14 |       - {ref: shop.outcome, atach: measurement}
     |                             ^
     = expected ref, requirement_level, brief, stability, note, deprecated, annotations, examples, attach or bound; did you mean "attach"?`,
  ],
  [
    "a missing key",
    shopWith("brief: Who., ", ""),
    `shop.yaml:4:5: error PC105: the key "brief" is missing
  4 |   - {key: shop.user, type: string, stability: stable}
    |     ^
    = expected a string`,
  ],
  [
    "a value of the wrong kind",
    shopWith("brief: Who.", "brief: 5"),
    `shop.yaml:4:43: error PC106: the wrong kind of value: 5
  4 |   - {key: shop.user, type: string, brief: 5, stability: stable}
    |                                           ^
    = expected a string`,
  ],
  [
    "an unknown type",
    shopWith("type: string", "type: strin"),
    `shop.yaml:4:28: error PC107: "strin" isn't one of the allowed values
  4 |   - {key: shop.user, type: strin, brief: Who., stability: stable}
    |                            ^
    = expected string, int, double, boolean, any, string[], int[], double[], boolean[], template[string], template[int], template[double], template[boolean], template[any], template[string[]], template[int[]], template[double[]], template[boolean[]] or a mapping; did you mean "string"?`,
  ],
  [
    "an unknown instrument",
    shopWith("instrument: counter", "instrument: countr"),
    `shop.yaml:16:61: error PC107: "countr" isn't one of the allowed values
  16 |       - {name: shop.orders.count, field: count, instrument: countr, unit: "{order}", brief: Orders.}
     |                                                             ^
     = expected counter, updowncounter, gauge or histogram; did you mean "counter"?`,
  ],
  [
    "an attribute key that is malformed",
    shopWith("key: shop.user", "key: shopUser"),
    `shop.yaml:4:11: error PC110: "shopUser" is malformed
  4 |   - {key: shopUser, type: string, brief: Who., stability: stable}
    |           ^
    = expected lower-case words after a namespace and a dot, such as shop.order.outcome`,
  ],
  [
    "a unit that is malformed",
    shopWith(`unit: "{order}"`, "unit: an order"),
    `shop.yaml:16:76: error PC110: "an order" is malformed
  16 |       - {name: shop.orders.count, field: count, instrument: counter, unit: an order, brief: Orders.}
     |                                                                            ^
     = expected a UCUM unit of at most 63 ASCII characters without spaces, such as s, By or {request}`,
  ],
  [
    "an attribute that is defined twice",
    shopWith("key: shop.user", "key: shop.outcome"),
    `shop.yaml:4:11: error PC111: the attribute "shop.outcome" is defined twice
  4 |   - {key: shop.outcome, type: string, brief: Who., stability: stable}
    |           ^
    = expected another name: the first is at shop.yaml:3:11`,
  ],
  [
    "a metric and a field that are given twice",
    shopWith(METRIC, `${METRIC}\n${METRIC}`),
    `shop.yaml:17:16: error PC111: the metric "shop.orders.count" is defined twice
  17 |       - {name: shop.orders.count, field: count, instrument: counter, unit: "{order}", brief: Orders.}
     |                ^
     = expected another name: the first is at shop.yaml:16:16
shop.yaml:17:42: error PC111: the field "count" is defined twice
  17 |       - {name: shop.orders.count, field: count, instrument: counter, unit: "{order}", brief: Orders.}
     |                                          ^
     = expected another name: the first is at shop.yaml:16:42`,
  ],
  [
    "an enum id that is given twice",
    shopWith("{id: failed}", "{id: ok}"),
    `shop.yaml:3:57: error PC111: the enum id "ok" is defined twice
  3 |   - {key: shop.outcome, type: {members: [{id: ok}, {id: ok}]}, brief: How., stability: stable}
    |                                                         ^
    = expected another name: the first is at shop.yaml:3:47`.replace(":55:", ":57:").replace(
      ":3:45",
      ":3:47",
    ),
  ],
  [
    "references to what isn't defined",
    shopWith("ref: shop.outcome", "ref: shop.outcom").replace("entity: shop.worker", "entity: warehouse"),
    `shop.yaml:10:13: error PC112: no entity "warehouse" is defined
  10 |     entity: warehouse
     |             ^
     = expected the name of an entity of this schema
shop.yaml:14:15: error PC112: no attribute "shop.outcom" is defined
  14 |       - {ref: shop.outcom, attach: measurement}
     |               ^
     = expected the name of an attribute of this schema; did you mean "shop.outcome"?`,
  ],
  [
    "names that TypeScript can't have",
    shopWith("field: count", "field: close").replace("{id: ok}", "{id: constructor}"),
    `shop.yaml:3:47: error PC113: "constructor" can't be a property of an enumeration
  3 |   - {key: shop.outcome, type: {members: [{id: constructor}, {id: failed}]}, brief: How., stability: stable}
    |                                               ^
    = expected another id, with "constructor" as its value
shop.yaml:16:42: error PC113: "close" can't be a property of a metric set
  16 |       - {name: shop.orders.count, field: close, instrument: counter, unit: "{order}", brief: Orders.}
     |                                          ^
     = expected another name`,
  ],
  [
    "two definitions that generate the same name",
    shopWith("name: shop.orders\n", "name: shop.outcome\n"),
    `shop.yaml:9:11: error PC114: the metric set "shop.outcome" generates the name ShopOutcome, which is taken
  9 |   - name: shop.outcome
    |           ^
    = expected a name that differs from that of the attribute "shop.outcome" at shop.yaml:3:11`,
  ],
  [
    "boundaries that don't ascend",
    shopWith("counter", "histogram")
      .replace("brief: Orders.}", "brief: Orders., aggregation: {explicit: {boundaries: [1, 3, 3]}}}"),
    `shop.yaml:16:149: error PC120: 3 after 3
  16 | field: count, instrument: histogram, unit: "{order}", brief: Orders., aggregation: {explicit: {boundaries: [1, 3, 3]}}}
     |                                                                                                                   ^
     = expected boundaries that ascend`,
  ],
  [
    "a measurement attribute with any number of values",
    shopWith("ref: shop.outcome", "ref: shop.user"),
    `shop.yaml:14:15: error PC121: the measurement attribute "shop.user" is of type string
  14 |       - {ref: shop.user, attach: measurement}
     |               ^
     = expected bound: N beside it, the number of values to tell apart, or attach: registration`,
  ],
  [
    "a dense set with too many series",
    shopWith(
      ATTACHMENT,
      `      - {ref: shop.outcome, attach: measurement, requirement_level: required}
      - {ref: shop.user, attach: measurement, bound: 20}
    budget: 41
    storage: dense`,
    ),
    `shop.yaml:17:14: error PC122: the set has 2 × 21 = 42 series
  17 |     storage: dense
     |              ^
     = expected at most 41, or storage: table`,
  ],
  [
    "an attribute in two layers",
    shopWith(ATTACHMENT, `${ATTACHMENT}\n      - {ref: thread.id, attach: registration}`),
    `shop.yaml:15:15: error PC123: the attribute "thread.id" is in two layers: entity and registration
  15 |       - {ref: thread.id, attach: registration}
     |               ^
     = expected each attribute in one layer`,
  ],
  [
    "a measurement attribute of a type without a bound",
    shopWith("type: string", "type: double").replace("ref: shop.outcome", "ref: shop.user, bound: 5"),
    `shop.yaml:14:15: error PC121: the measurement attribute "shop.user" is of type double
  14 |       - {ref: shop.user, bound: 5, attach: measurement}
     |               ^
     = expected an enum, a boolean, a string or an int, or attach: registration`,
  ],
  [
    "a bound of an attribute whose values are known or don't matter",
    shopWith(
      ATTACHMENT,
      `      - {ref: shop.outcome, attach: measurement, bound: 5}
      - {ref: shop.user, attach: registration, bound: 5}`,
    ),
    `shop.yaml:15:48: error PC124: "bound" on a registration attribute of type string
  15 |       - {ref: shop.user, attach: registration, bound: 5}
     |                                                ^
     = expected attach: measurement, or no such key`,
  ],
  [
    "numbers that are out of range, or not whole",
    shopWith(
      ATTACHMENT,
      `      - {ref: shop.user, attach: measurement, bound: 0}
      - {ref: shop.outcome, attach: measurement, bound: 1.5}
    budget: 1e300`,
    ),
    `shop.yaml:14:54: error PC102: 0 is out of range
  14 |       - {ref: shop.user, attach: measurement, bound: 0}
     |                                                      ^
     = expected a whole number from 1 to 10000
shop.yaml:15:57: error PC106: the wrong kind of value: 1.5
  15 |       - {ref: shop.outcome, attach: measurement, bound: 1.5}
     |                                                         ^
     = expected a whole number from 1 to 10000
shop.yaml:16:13: error PC102: 1e+300 is out of range
  16 |     budget: 1e300
     |             ^
     = expected a whole number from 1 to 1000000`,
  ],
  [
    "an attribute with different bounds in two sets",
    shopWith(ATTACHMENT, "      - {ref: shop.user, attach: measurement, bound: 100}") +
    `  - name: shop.baskets
    brief: Baskets.
    stability: stable
    attributes:
      - {ref: shop.user, attach: measurement, bound: 50}
    metrics:
      - {name: shop.baskets.count, field: count, instrument: counter, unit: "{basket}", brief: Baskets.}
`,
    `shop.yaml:21:54: error PC125: the attribute "shop.user" has another bound in another set
  21 |       - {ref: shop.user, attach: measurement, bound: 50}
     |                                                      ^
     = expected 100, as at shop.yaml:14:54`,
  ],
  [
    "a table without anything to look up",
    shopWith("    attributes:\n" + ATTACHMENT, "    storage: table"),
    `shop.yaml:13:14: error PC124: a table without a measurement attribute to look up in it
  13 |     storage: table
     |              ^
     = expected dense, or no such key`,
  ],
  [
    "a recording on a gauge",
    shopWith("counter", "gauge").replace("brief: Orders.}", "brief: Orders., recording: observe}"),
    `shop.yaml:16:101: error PC124: "recording" on a gauge
  16 |       - {name: shop.orders.count, field: count, instrument: gauge, unit: "{order}", brief: Orders., recording: observe}
     |                                                                                                     ^
     = expected instrument: counter or updowncounter, or no such key`,
  ],
  [
    "exemplars of what is observed",
    shopWith("brief: Orders.}", "brief: Orders., recording: observe, exemplars: always_on}"),
    `shop.yaml:16:123: error PC124: "exemplars" beside "recording: observe"
  16 | rs.count, field: count, instrument: counter, unit: "{order}", brief: Orders., recording: observe, exemplars: always_on}
     |                                                                                                   ^
     = expected one of them`,
  ],
  [
    "a filter of exemplars that there isn't",
    shopWith("brief: Orders.}", "brief: Orders., exemplars: trace_base}"),
    `shop.yaml:16:114: error PC107: "trace_base" isn't one of the allowed values
  16 |  - {name: shop.orders.count, field: count, instrument: counter, unit: "{order}", brief: Orders., exemplars: trace_base}
     |                                                                                                             ^
     = expected always_on or trace_based; did you mean "trace_based"?`,
  ],
  [
    "two aggregations of one metric",
    shopWith("counter", "histogram")
      .replace(
        "brief: Orders.}",
        "brief: Orders.,\n         aggregation: {min_max_sum_count: {}, exponential: {}}}",
      ),
    `shop.yaml:17:24: error PC124: "min_max_sum_count" beside "exponential"
  17 |          aggregation: {min_max_sum_count: {}, exponential: {}}}
     |                        ^
     = expected one of them`,
  ],
  [
    "an aggregation that says nothing",
    shopWith("counter", "histogram").replace("brief: Orders.}", "brief: Orders., aggregation: {}}"),
    `shop.yaml:16:118: error PC106: nothing in it
  16 |      - {name: shop.orders.count, field: count, instrument: histogram, unit: "{order}", brief: Orders., aggregation: {}}
     |                                                                                                                     ^
     = expected explicit, exponential or min_max_sum_count`,
  ],
  [
    "a set that generates the name of a bounded attribute",
    shopWith("name: shop.orders\n", "name: shop.user\n")
      .replace(ATTACHMENT, "      - {ref: shop.user, attach: measurement, bound: 5}"),
    `shop.yaml:9:11: error PC114: the metric set "shop.user" generates the name ShopUser, which is taken
  9 |   - name: shop.user
    |           ^
    = expected a name that differs from that of the attribute "shop.user" at shop.yaml:4:11`,
  ],
  [
    "parameters of an aggregation that it can't have",
    shopWith("counter", "histogram")
      .replace(
        "brief: Orders.}",
        "brief: Orders.,\n         aggregation: {exponential: {max_size: 1, max_scale: 7, min_scale: 0}}}",
      ),
    `shop.yaml:17:48: error PC102: 1 is out of range
  17 |          aggregation: {exponential: {max_size: 1, max_scale: 7, min_scale: 0}}}
     |                                                ^
     = expected a whole number from 2 to 1024
shop.yaml:17:62: error PC102: 7 is out of range
  17 |          aggregation: {exponential: {max_size: 1, max_scale: 7, min_scale: 0}}}
     |                                                              ^
     = expected a whole number from -10 to 6
shop.yaml:17:65: error PC104: the key "min_scale" is unknown
  17 |          aggregation: {exponential: {max_size: 1, max_scale: 7, min_scale: 0}}}
     |                                                                 ^
     = expected max_size or max_scale; did you mean "max_scale"?`,
  ],
  [
    "an unknown aggregation",
    shopWith("counter", "histogram").replace(
      "brief: Orders.}",
      "brief: Orders.,\n         aggregation: min_max_sum}",
    ),
    `shop.yaml:17:23: error PC107: "min_max_sum" isn't one of the allowed values
  17 |          aggregation: min_max_sum}
     |                       ^
     = expected min_max_sum_count or a mapping`,
  ],
  [
    "an attribute that identifies an entity and describes it",
    shopWith(
      "identity: [{ref: thread.id}]",
      "identity: [{ref: thread.id}], description: [{ref: thread.id}, {ref: shop.user}, {ref: shop.user}]",
    ),
    `shop.yaml:7:75: error PC123: the attribute "thread.id" is in two layers: identity and description
  7 | p.worker, identity: [{ref: thread.id}], description: [{ref: thread.id}, {ref: shop.user}, {ref: shop.user}], brief: One.
    |                                                             ^
    = expected each attribute in one layer
shop.yaml:7:111: error PC111: the attribute "shop.user" is attached twice
  7 | {ref: thread.id}], description: [{ref: thread.id}, {ref: shop.user}, {ref: shop.user}], brief: One., stability: stable}
    |                                                                            ^
    = expected each attribute once`,
  ],
  [
    "an attribute of a set that describes its entity",
    shopWith(
      "identity: [{ref: thread.id}]",
      "identity: [{ref: thread.id}], description: [{ref: shop.outcome}]",
    ),
    `shop.yaml:14:15: error PC123: the attribute "shop.outcome" is in two layers: entity and measurement
  14 |       - {ref: shop.outcome, attach: measurement}
     |               ^
     = expected each attribute in one layer`,
  ],
  [
    "requirement levels that say nothing, or two things",
    shopWith("attach: measurement", "attach: measurement, requirement_level: {}")
      .replace("{ref: thread.id}", "{ref: thread.id, requirement_level: {opt_in: A., recommended: B.}}"),
    `shop.yaml:7:73: error PC124: "opt_in" beside "recommended"
  7 | hop.worker, identity: [{ref: thread.id, requirement_level: {opt_in: A., recommended: B.}}], brief: One., stability: stab
    |                                                             ^
    = expected one of them
shop.yaml:14:69: error PC106: nothing in it
  14 |       - {ref: shop.outcome, attach: measurement, requirement_level: {}}
     |                                                                     ^
     = expected conditionally_required, recommended or opt_in`,
  ],
  [
    "an aggregation on a counter",
    shopWith("brief: Orders.}", "brief: Orders., aggregation: {explicit: {boundaries: [1]}}}"),
    `shop.yaml:16:103: error PC124: "aggregation" on a counter
  16 | .count, field: count, instrument: counter, unit: "{order}", brief: Orders., aggregation: {explicit: {boundaries: [1]}}}
     |                                                                             ^
     = expected instrument: histogram, or no such key`,
  ],
  [
    "two metrics that are one in Prometheus",
    shopWith(
      METRIC,
      `${METRIC}
      - {name: shop.orders_count, field: other, instrument: counter, unit: "{order}", brief: Others.}
      - {name: shop.wait, field: wait, instrument: histogram, unit: s, brief: Waits.}
      - {name: shop.wait_seconds_bucket, field: buckets, instrument: gauge, unit: "{bucket}", brief: Buckets.}`,
    ),
    `shop.yaml:17:16: error PC126: in Prometheus, "shop.orders_count" and "shop.orders.count" are both shop_orders_count_total
  17 |       - {name: shop.orders_count, field: other, instrument: counter, unit: "{order}", brief: Others.}
     |                ^
     = expected names that differ there too: the other one is at shop.yaml:16:9
shop.yaml:19:16: error PC126: in Prometheus, "shop.wait_seconds_bucket" and "shop.wait" are both shop_wait_seconds_bucket
  19 |       - {name: shop.wait_seconds_bucket, field: buckets, instrument: gauge, unit: "{bucket}", brief: Buckets.}
     |                ^
     = expected names that differ there too: the other one is at shop.yaml:18:9`,
  ],
  [
    "a histogram of integers",
    shopWith("counter", "histogram").replace("brief: Orders.}", "brief: Orders., value_type: int}"),
    `shop.yaml:16:117: error PC124: "int" on a histogram
  16 |      - {name: shop.orders.count, field: count, instrument: histogram, unit: "{order}", brief: Orders., value_type: int}
     |                                                                                                                    ^
     = expected double, or no such key`,
  ],
  [
    "deprecations whose reason and new name don't belong together",
    shopWith("brief: Who.,", "brief: Who., deprecated: {reason: renamed},")
      .replace("brief: Which.,", "brief: Which., deprecated: {reason: obsoleted, renamed_to: shop.user},"),
    `shop.yaml:4:61: error PC105: the key "renamed_to" is missing
  4 |   - {key: shop.user, type: string, brief: Who., deprecated: {reason: renamed}, stability: stable}
    |                                                             ^
    = expected the name to use instead
shop.yaml:5:80: error PC124: "renamed_to" beside the reason obsoleted
  5 | - {key: thread.id, type: int, brief: Which., deprecated: {reason: obsoleted, renamed_to: shop.user}, stability: stable}
    |                                                                              ^
    = expected reason: renamed, or no such key`,
  ],
  [
    "a field that no property can be called",
    shopWith("field: count", "field: 2nd"),
    `shop.yaml:16:42: error PC113: "2nd" is no name of a property
  16 |       - {name: shop.orders.count, field: 2nd, instrument: counter, unit: "{order}", brief: Orders.}
     |                                          ^
     = expected a lower-case letter, then letters, digits and underscores, such as flushDuration`,
  ],
  [
    "an attribute that nothing in TypeScript can be called after",
    shopWith("shop.user", "1shop.user"),
    `shop.yaml:4:11: error PC113: "1shop.user" gives no name in TypeScript
  4 |   - {key: 1shop.user, type: string, brief: Who., stability: stable}
    |           ^
    = expected a key that begins with a letter`,
  ],
  [
    "measured attributes that make more combinations than can be told apart",
    SHOP.replace(
      "entities:",
      [..."abc"].map((name) => `  - {key: shop.${name}, type: string, brief: A., stability: stable}\n`).join(
        "",
      ) + "entities:",
    )
      .replace(
        ATTACHMENT,
        [..."abc"].map((name) => `      - {ref: shop.${name}, attach: measurement, bound: 10000}`).join("\n"),
      ),
    `shop.yaml:17:7: error PC102: the set's measurement attributes make 1000600120008 combinations
  17 |       - {ref: shop.a, attach: measurement, bound: 10000}
     |       ^
     = expected at most 2147483648 among the first four and among the others, by lower bounds or another order`,
  ],
  [
    "a bound on what has two values",
    shopWith("key: shop.user, type: string", "key: shop.user, type: boolean")
      .replace(ATTACHMENT, "      - {ref: shop.user, attach: measurement, bound: 2}"),
    `shop.yaml:14:47: error PC124: "bound" on a measurement attribute of type boolean
  14 |       - {ref: shop.user, attach: measurement, bound: 2}
     |                                               ^
     = expected no such key: its values are known beforehand`,
  ],
  [
    "names that are too long, also to be like others",
    shopWith("- name: shop.orders", `- name: ${"s".repeat(256)}`)
      .replace("entity: shop.worker", `entity: ${"w".repeat(120)}`),
    `shop.yaml:9:11: error PC102: too long
  9 |   - name: ssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss
    |           ^
    = expected at most 255 characters
shop.yaml:10:13: error PC112: no entity "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww…" is defined
  10 |     entity: wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww
     |             ^
     = expected the name of an entity of this schema`,
  ],
  [
    "too many boundaries",
    shopWith("counter", "histogram").replace(
      "brief: Orders.}",
      `brief: Orders.,\n         aggregation: {explicit: {boundaries: [${
        Array.from({ length: 1001 }, (_, index) => index)
      }]}}}`,
    ),
    `shop.yaml:17:47: error PC102: too many items
  17 |          aggregation: {explicit: {boundaries: [0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27
     |                                               ^
     = expected at most 1000 items`,
  ],
  [
    "members whose values are of several types",
    shopWith("{id: ok}", "{id: ok, value: 1}"),
    `shop.yaml:3:67: error PC106: a string beside values that are numbers
  3 |   - {key: shop.outcome, type: {members: [{id: ok, value: 1}, {id: failed}]}, brief: How., stability: stable}
    |                                                                   ^
    = expected values of one type`,
  ],
  [
    "a schema URL that is no text",
    shopWith("attributes:", "schema_url: 5\nattributes:"),
    `shop.yaml:2:13: error PC106: the wrong kind of value: 5
  2 | schema_url: 5
    |             ^
    = expected a string`,
  ],
  [
    "a metric that is one with another in Prometheus, of which a set takes one",
    shopWith(
      "metric_sets:",
      `metrics:
  - {name: shop.orders_count, instrument: counter, unit: "{order}", brief: O., stability: stable}
metric_sets:`,
    ) + "      - {ref: shop.orders_count, field: other}\n",
    `shop.yaml:19:15: error PC126: in Prometheus, "shop.orders_count" and "shop.orders.count" are both shop_orders_count_total
  19 |       - {ref: shop.orders_count, field: other}
     |               ^
     = expected names that differ there too: the other one is at shop.yaml:18:9`,
  ],
];

for (const [what, schema, expected] of REJECTED) {
  test(`compile() reports ${what}`, () => assert.equal(report(schema), expected));
}

test("compile() accepts the schema that the rejected ones are made from", () => {
  assert.equal(report(SHOP), "");
});

test("compile() reports files of one schema that state different URLs", () => {
  const text = (version: string) => `file_format: percore/1\nschema_url: https://shop.example/${version}\n`;
  const { problems } = compile([{ file: "a.yaml", text: text("1") }, { file: "b.yaml", text: text("2") }]);
  assert.equal(
    problems.map(formatDiagnostic).join("\n"),
    `b.yaml:2:13: error PC115: another URL than in another file of the same schema
  2 | schema_url: https://shop.example/2
    |             ^
    = expected "https://shop.example/1"`,
  );
});

test("compile() reports every problem of every file, by file and place", () => {
  const { problems } = compile([
    { file: "b.yaml", text: "file_format: percore/2\nmetrics: []\n" },
    { file: "a.yaml", text: "file_format: percore/1\nattributes: [{key: A}]\n" },
  ]);
  assert.deepEqual(problems.map(({ file, line, code }) => `${file}:${line} ${code}`), [
    "a.yaml:2 PC105",
    "a.yaml:2 PC105",
    "a.yaml:2 PC105",
    "a.yaml:2 PC110",
    "b.yaml:1 PC119",
  ]);
});

test("compile() doesn't blame references into a file that it can't read", () => {
  const { problems } = compile([
    {
      file: "a.yaml",
      text:
        "file_format: percore/1\nentities: [{type: a, identity: [{ref: b.c}], brief: A., stability: stable}]",
    },
    { file: "b.yaml", text: "attributes: [" },
  ]);
  assert.deepEqual(problems.map(({ file, code }) => `${file} ${code}`), ["b.yaml PC100"]);
});

test("a report shows no character that could hide or reorder others", () => {
  const text = shopWith("brief: Who.", `brieф\u202e: "\u0007\u2066"`);
  // deno-lint-ignore no-control-regex -- these are the characters that a report must not hold
  assert.doesNotMatch(report(text), /[\u0000-\u0009\u000b-\u001f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/);
});

test("an alias stands for the last anchor of its name before it, be it on a key", () => {
  const text = `file_format: percore/1
annotations:
  &name first: &value {a: 1}
  second: &value {b: *name}
  third: *value
`;
  const { schema, problems } = compile([{ file: "shop.yaml", text }]);
  assert.deepEqual(problems, []);
  const plain: unknown = JSON.parse(JSON.stringify(schema?.files[0]?.annotations));
  assert.deepEqual(plain, { first: { a: 1 }, second: { b: "first" }, third: { b: "first" } });
});

test("a file's name can't add lines to a message", () => {
  const text =
    "file_format: percore/1\nattributes:\n  - {key: a.b, type: int, brief: B., stability: stable}\n";
  const files = [{ file: "a\nb.yaml:1:1: error", text }, { file: "c.yaml", text }];
  const [problem, ...others] = compile(files).problems;
  assert.deepEqual([problem?.expected, others], [
    "another name: the first is at a\\u000ab.yaml:1:1: error:3:11",
    [],
  ]);
});

test("what a refinement may not change is told in few words, however many attributes identify an entity", () => {
  const keys = Array.from({ length: 1_000 }, (_, index) => `a.k${index}`);
  const list = (of: readonly string[]) => of.map((ref) => `{ref: ${ref}}`).join(", ");
  const text = `file_format: percore/1
attributes:
${["a.other", ...keys].map((key) => `  - {key: ${key}, type: int, brief: B., stability: stable}\n`).join("")}
entities:
  - {type: a.e, identity: [${list(keys)}], brief: B., stability: stable}
entity_refinements:
  - {id: a.f, ref: a.e, identity: [{ref: a.other}]}
`;
  const [problem, ...others] = compile([{ file: "shop.yaml", text }]).problems;
  assert.deepEqual([problem?.code, problem?.expected, others], [
    "PC117",
    "the identity as it is (a.k0, a.k1, a.k2, a.k3, a.k4, a.k5, a.k6, a.k7, a.k8, a.k9 and 990 more), and any other " +
    "attributes in its description",
    [],
  ]);
});
