import type { Code } from "../codes.ts";
import type { RegistrySource } from "../source.ts";
import type { Explanation } from "./explanation.ts";

/** A registry of one file, as others write them. */
function registry(text: string): RegistrySource {
  return { files: [{ file: "registry.yaml", text: `file_format: definition/2\n${text}` }], dependencies: [] };
}

/** A schema of one file, in percore's own language. */
function schema(text: string): RegistrySource {
  return { files: [{ file: "shop.yaml", text: `file_format: percore/1\n${text}` }], dependencies: [] };
}

/** A metric by itself. */
function metric(
  { name = "shop.orders", instrument = "counter", unit = `"{order}"`, brief = "Orders.", more = "" },
): string {
  return `  - name: ${name}
    instrument: ${instrument}
    unit: ${unit}
    brief: ${brief}
    stability: stable
    requirement_level: recommended
${more}`;
}

function metrics(...all: readonly Parameters<typeof metric>[0][]): RegistrySource {
  return registry(`metrics:\n${all.map(metric).join("")}`);
}

/** A set with a histogram of seconds. */
function seconds(more: string): RegistrySource {
  return schema(`metric_sets:
  - name: shop.orders
    brief: Orders.
    stability: stable
    metrics:
      - { name: shop.order.duration, field: duration, instrument: histogram, unit: s, brief: Time., requirement_level: recommended${more} }
`);
}

/** A set that takes a metric with a required attribute. */
function taker(more: string): RegistrySource {
  return schema(`attributes:
  - { key: shop.kind, type: boolean, brief: Kind., stability: stable }
metrics:
  - name: shop.orders
    instrument: counter
    unit: "{order}"
    brief: Orders.
    stability: stable
    requirement_level: recommended
    attributes: [{ ref: shop.kind, requirement_level: required }]
metric_sets:
  - name: shop.set
    brief: Orders.
    stability: stable
${more}    metrics: [{ ref: shop.orders, field: orders }]
`);
}

function attribute(key: string, type = "string", more = ""): string {
  return `  - { key: ${key}, type: ${type}, brief: What it is., stability: stable${more} }\n`;
}

function event(name: string): RegistrySource {
  return registry(`events:
  - name: ${name}
    brief: An order was placed.
    stability: stable
    requirement_level: recommended
`);
}

function entity(identity: string, level: string): RegistrySource {
  // Files of version 1 can have entities that nothing identifies.
  return {
    files: [{
      file: "registry.yaml",
      text: `groups:
  - id: registry.shop
    type: attribute_group
    brief: Attributes of a shop.
    attributes:
      - { id: shop.id, type: string, brief: Which shop it is., stability: ${level}, examples: [a] }
  - id: entity.shop
    type: entity
    name: shop
    brief: A shop.
    stability: ${level}
    attributes: [{ ref: shop.id, role: ${identity} }]
`,
    }],
    dependencies: [],
  };
}

/** A registry of version 1 with one attribute, and one event that has it. */
function groups({ attribute = "", event = "", references = "[{ ref: shop.id }]" }): RegistrySource {
  return {
    files: [{
      file: "registry.yaml",
      text: `groups:
  - id: registry.shop
    type: attribute_group
    brief: Attributes of a shop.
    attributes:
      - id: shop.id
        type: string
        stability: stable
        brief: Which shop it is.
${attribute}  - id: event.shop.open
    type: event
    name: shop.open
    stability: stable
    brief: A shop opened.
${event}    attributes: ${references}
`,
    }],
    dependencies: [],
  };
}

const EXAMPLES = "        examples: [north]\n";

/** The warnings, of reading registries of others and of lints: there is a schema, but it could be better. */
export const LINTS = {
  PC130: {
    about:
      "Registries of earlier versions may be written like that. It is read as what it means today, but other tools may not take it any more.",
    fix: "Write it as the message says.",
    wrong: groups({ attribute: `${EXAMPLES}        deprecated: There is one shop.\n` }),
    right: groups({
      attribute: `${EXAMPLES}        deprecated: { reason: obsoleted, note: There is one shop. }\n`,
    }),
  },
  PC131: {
    about:
      "Version 2 of the definition language dropped it, and so does a schema: generated code won't know of it.",
    fix: "Say it with attributes, or delete it.",
    wrong: groups({
      attribute: EXAMPLES,
      event: "    body: { id: shop.open, type: string, requirement_level: opt_in }\n",
    }),
    right: groups({ attribute: EXAMPLES }),
  },
  PC132: {
    about: "The registry can be read without it, but Weaver warns of it too, and people will miss it.",
    fix: "Add the key.",
    wrong: groups({}),
    right: groups({ attribute: EXAMPLES }),
  },
  PC133: {
    about: "What the later one says goes before what the earlier one says, which is easily overlooked.",
    fix: "Keep one of them.",
    wrong: groups({
      attribute: EXAMPLES,
      references: "[{ ref: shop.id }, { ref: shop.id, note: The new one. }]",
    }),
    right: groups({ attribute: EXAMPLES, references: "[{ ref: shop.id, note: The new one. }]" }),
  },
  PC150: {
    about:
      "Semantic conventions write names in lower case, in words of letters and digits joined by dots and underscores; a name begins with a letter, and an attribute's key has a namespace. Other names need escapes in one tool or another.",
    fix: "Rename it, and leave the old name as a deprecated one if it is in use.",
    wrong: metrics({ name: "shop.orderCount" }),
    right: metrics({ name: "shop.order.count" }),
  },
  PC151: {
    about:
      "Backends that make a tree of dotted names can't have a value and further names in one place, and who reads the name takes it for a namespace. Deprecated definitions don't count.",
    fix: "Give the shorter name one word more.",
    wrong: registry(`attributes:\n${attribute("shop.order")}${attribute("shop.order.id")}`),
    right: registry(`attributes:\n${attribute("shop.order.number")}${attribute("shop.order.id")}`),
  },
  PC152: {
    about:
      "Code generators make constants of names, with underscores in place of dots. These two would be one.",
    fix:
      "Rename one of them, or exclude it from code generation: `annotations: {code_generation: {exclude: true}}`.",
    wrong: registry(`attributes:\n${attribute("shop.order.id")}${attribute("shop.order_id")}`),
    right: registry(`attributes:\n${attribute("shop.order.id")}${attribute("shop.order_number")}`),
  },
  PC153: {
    about: "Ids of members become constants, with underscores in place of dots. These two would be one.",
    fix: "Rename one of them.",
    wrong: registry(
      `attributes:\n${attribute("shop.outcome", "{ members: [{ id: not.paid }, { id: not_paid }] }")}`,
    ),
    right: registry(
      `attributes:\n${attribute("shop.outcome", "{ members: [{ id: paid }, { id: not_paid }] }")}`,
    ),
  },
  PC154: {
    about:
      "A value of any type may be a list or a mapping, by which neither a series nor an entity can be told from another. Only events and spans may have such attributes.",
    fix: "Give the attribute a type, or take it from the metric.",
    wrong: registry(`attributes:
${attribute("shop.basket", "any")}metrics:
${metric({ more: "    attributes: [{ ref: shop.basket }]\n" })}`),
    right: registry(`attributes:
${attribute("shop.basket", "string")}metrics:
${metric({ more: "    attributes: [{ ref: shop.basket }]\n" })}`),
  },
  PC155: {
    about:
      "Prometheus' names have underscores where others have dots, and end with the unit and, for counters, `_total`. Metrics that become one there can't be told apart. In metric sets it is an error, PC126.",
    fix: "Rename one of them.",
    wrong: metrics(
      { name: "shop.stock.level", instrument: "gauge", unit: `"1"` },
      { name: "shop.stock.level_ratio", instrument: "gauge", unit: `"1"` },
    ),
    right: metrics(
      { name: "shop.stock.level", instrument: "gauge", unit: `"1"` },
      { name: "shop.stock.target", instrument: "gauge", unit: `"1"` },
    ),
  },
  PC156: {
    about:
      "A metric has its unit beside its name, and its instrument says whether it is a total. Exporters for Prometheus put both behind the name, so that they would be there twice.",
    fix: "Leave the word out.",
    wrong: metrics({ name: "shop.order.duration_seconds", instrument: "histogram", unit: "s" }),
    right: metrics({ name: "shop.order.duration", instrument: "histogram", unit: "s" }),
  },
  PC157: {
    about:
      "Names are plurals only where single things are counted up: a counter with a unit such as `{order}`. The level of a number of things is a `count` of them: `shop.order.count`, not `shop.orders`. Whether a word is a plural is told by its letters.",
    fix: "Use the singular, for an updowncounter with `.count` behind it.",
    wrong: metrics({ name: "shop.open_orders", instrument: "updowncounter" }),
    right: metrics({ name: "shop.open_order.count", instrument: "updowncounter" }),
  },
  PC158: {
    about:
      "An event's name says what happens, with a verb in its base form as its last word, so that one thing has one name: not `placed` here and `place` there. Reported are last words that are another form of a verb, as far as their letters tell, and those that say no more than that it is an event (`event`, `log`). A noun is let pass.",
    fix: "End the name with the verb's base form.",
    wrong: event("shop.order.placed"),
    right: event("shop.order.place"),
  },
  PC160: {
    about: "The brief is what people read in generated code, in documentation and in backends.",
    fix: "Say what it is, in a sentence.",
    wrong: metrics({ brief: `""` }),
    right: metrics({}),
  },
  PC161: {
    about: "Briefs are sentences, and are put before others in documentation.",
    fix: "End it with a full stop.",
    wrong: metrics({ brief: "Orders that were placed" }),
    right: metrics({ brief: "Orders that were placed." }),
  },
  PC162: {
    about:
      "Who instruments a library wants to know whether a signal is to be recorded by default, or only where somebody asks for it. Weaver warns too.",
    fix: "Add `requirement_level: recommended` or `opt_in`.",
    wrong: registry(`metrics:\n${metric({}).replace("    requirement_level: recommended\n", "")}`),
    right: metrics({}),
  },
  PC165: {
    about:
      "Units are those of the Unified Code for Units of Measure (UCUM), case-sensitive, with what is counted in braces. Backends scale and name values by them; a word that they don't know is shown as it is, or lost.",
    fix: "Use the symbol: `s`, `By`, `Cel`, `{request}`, `By/s`.",
    wrong: metrics({ name: "shop.receipt.size", instrument: "histogram", unit: "bytes" }),
    right: metrics({ name: "shop.receipt.size", instrument: "histogram", unit: "By" }),
  },
  PC166: {
    about:
      "Semantic conventions use units without a prefix, so that values of one kind can be compared: `s` for durations, `By` for sizes, `1` for fractions. `B` is the bel, not the byte.",
    fix: "Record the value in the base unit.",
    wrong: metrics({ name: "shop.order.duration", instrument: "histogram", unit: "ms" }),
    right: metrics({ name: "shop.order.duration", instrument: "histogram", unit: "s" }),
  },
  PC167: {
    about: "What stands in braces says what is counted, in the singular, and isn't a unit by itself.",
    fix: "Name one of the things that are counted, such as `{order}`; for what has a unit, use the unit.",
    wrong: metrics({ unit: `"{orders}"` }),
    right: metrics({ unit: `"{order}"` }),
  },
  PC170: {
    about:
      "What is stable doesn't change, but an attribute that is less settled may. The signal would change with it. Attributes that are `opt_in` are excepted: who asks for one knows.",
    fix: "Lower the signal's stability, settle the attribute, or make it `opt_in`.",
    wrong: registry(`attributes:
  - { key: shop.region, type: string, brief: Where it is., stability: development }
metrics:
${metric({ more: "    attributes: [{ ref: shop.region }]\n" })}`),
    right: registry(`attributes:
  - { key: shop.region, type: string, brief: Where it is., stability: development }
metrics:
${metric({ more: "    attributes: [{ ref: shop.region, requirement_level: opt_in }]\n" })}`),
  },
  PC171: {
    about:
      "Nobody can tell one such entity from another, and what identifies it can't be added to what is stable.",
    fix:
      "Give the attributes that identify it the role `identifying`, or in version 2 put them under `identity`.",
    wrong: entity("descriptive", "stable"),
    right: entity("identifying", "stable"),
  },
  PC172: {
    about:
      "Who reads that something was renamed wants to use the new name: it has to be there, not deprecated, and for attributes of a type that the old values fit.",
    fix: "Name what takes its place, or give another reason, such as `obsoleted`.",
    wrong: registry(
      `attributes:\n${attribute("shop.user.id")}${
        attribute("shop.uid", "string", ", deprecated: { reason: renamed, renamed_to: shop.userid }")
      }`,
    ),
    right: registry(
      `attributes:\n${attribute("shop.user.id")}${
        attribute("shop.uid", "string", ", deprecated: { reason: renamed, renamed_to: shop.user.id }")
      }`,
    ),
  },
  PC175: {
    about:
      "Each value of a metric's attribute makes series. Attributes such as `user.id`, `url.full` and `client.address` have as many as there are users, URLs and clients. They belong on events and spans. Enums, booleans and `opt_in` attributes are let pass; others are told by their names.",
    fix: "Use an attribute with few values, such as a route or a kind of user, or make it `opt_in`.",
    wrong: registry(`attributes:
${attribute("user.id")}metrics:
${metric({ more: "    attributes: [{ ref: user.id }]\n" })}`),
    right: registry(`attributes:
${attribute("user.kind")}metrics:
${metric({ more: "    attributes: [{ ref: user.kind }]\n" })}`),
  },
  PC176: {
    about:
      "A histogram that declares nothing has the boundaries of the specification's default, from 5 to 10,000. Of durations in seconds, nearly all are below the first.",
    fix: "Give it boundaries that fit, or an exponential aggregation, which fits whatever comes.",
    wrong: seconds(""),
    right: seconds(", aggregation: { exponential: {} }"),
  },
  PC177: {
    about:
      "Semantic conventions say which attributes a metric has to have. A set that takes the metric and leaves one out records something else under its name.",
    fix: "Attach the attribute to the set, or define a metric with a name of its own.",
    wrong: taker(""),
    right: taker("    attributes: [{ ref: shop.kind, attach: measurement, requirement_level: required }]\n"),
  },
  PC190: {
    about: "What it excepted is gone, or never was there. It would hide the next such problem.",
    fix: "Delete it.",
    wrong: metrics({
      more: "    annotations: { percore: { allow: [{ code: PC166, reason: It was in ms. }] } }\n",
    }),
    right: metrics({}),
  },
} as const satisfies Partial<Record<Code, Explanation>>;
