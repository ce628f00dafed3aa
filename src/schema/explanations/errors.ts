import type { Code } from "../codes.ts";
import type { Explanation } from "./explanation.ts";

const ORDERS = `file_format: percore/1
metric_sets:
  - name: shop.orders
    brief: Orders.
    stability: stable
    metrics:
      - { name: shop.orders.placed, field: placed, instrument: counter, unit: "{order}", brief: Orders. }
`;

/** Attributes, and a set that takes some of them. */
function attributes(definitions: string, references: string, more = ""): string {
  return `file_format: percore/1
attributes:
${definitions}
metric_sets:
  - name: shop.orders
    brief: Orders.
    stability: stable
${more}    attributes:
${references}
    metrics:
      - { name: shop.orders.placed, field: placed, instrument: counter, unit: "{order}", brief: Orders. }
`;
}

/** A set with one metric. */
function metric(text: string): string {
  return `file_format: percore/1
metric_sets:
  - name: shop.orders
    brief: Orders.
    stability: stable
    metrics:
      - ${text}
`;
}

const OUTCOME =
  `  - { key: shop.outcome, type: { members: [{ id: ok }, { id: failed }] }, brief: How it ended., stability: stable }`;
const USER = `  - { key: shop.user, type: string, brief: Who ordered., stability: stable }`;
const USER_KIND = `  - { key: shop.user.kind, type: string, brief: What the buyer is., stability: stable }`;

const WORKER = `file_format: percore/1
attributes:
  - { key: worker.id, type: int, brief: Which worker it is., stability: stable }
  - { key: worker.name, type: string, brief: What it is called., stability: stable }
entities:
  - { type: shop.worker, identity: [{ ref: worker.id }], brief: One worker., stability: stable }
`;

/** The errors that any file may have, and those of percore's own language. */
export const ERRORS = {
  PC100: {
    about:
      "The file can't be read, so nothing else in it was looked at. The message is that of the YAML parser; the place is where it could not go on, which may be a line behind the mistake.",
    fix: "Close what is open, and quote texts that YAML takes for something else.",
    wrong: `file_format: percore/1
attributes: [
`,
    right: `file_format: percore/1
attributes: []
`,
  },
  PC101: {
    about: "YAML parsers disagree about which of the two values counts.",
    fix: "Keep one of them.",
    wrong: ORDERS.replace("    brief: Orders.\n", "    brief: Orders.\n    brief: Orders of a shop.\n"),
    right: ORDERS,
  },
  PC102: {
    about:
      "Limits keep a report readable, generated code small and the compiler's time and memory bounded, also for a file that somebody made to exhaust them.",
    fix: "Stay within the limit that the message says.",
    wrong: attributes(
      USER_KIND,
      "      - { ref: shop.user.kind, attach: measurement, requirement_level: required, bound: 1000000 }",
    ),
    right: attributes(
      USER_KIND,
      "      - { ref: shop.user.kind, attach: measurement, requirement_level: required, bound: 100 }",
    ),
  },
  PC103: {
    about: "Keys that aren't texts, and aliases without an anchor, have no meaning in a schema.",
    fix: "Write the value itself, or a plain key.",
    wrong: ORDERS.replace("brief: Orders.\n", "brief: *orders\n"),
    right: ORDERS,
  },
  PC104: {
    about: "A key that nobody reads is mostly a mistyped one, and what it was to say is lost.",
    fix: "Correct the key, or put what is for other tools under `annotations`.",
    wrong: ORDERS.replace("    stability: stable", "    stabilty: stable\n    stability: stable"),
    right: ORDERS,
  },
  PC105: {
    about: "Without the key, the definition doesn't say enough to be used.",
    fix: "Add it.",
    wrong: ORDERS.replace("    brief: Orders.\n", ""),
    right: ORDERS,
  },
  PC106: {
    about: "The value is of another kind than the key takes, such as a list instead of a text.",
    fix:
      "Write a value of the kind that is expected. Numbers and `true` that are meant as texts need quotes.",
    wrong: ORDERS.replace("brief: Orders.\n", "brief: 42\n"),
    right: ORDERS.replace("brief: Orders.\n", `brief: "42."\n`),
  },
  PC107: {
    about: "The key takes one of a few words, and this is none of them.",
    fix: "Use one of the words that are expected.",
    wrong: ORDERS.replace("stability: stable", "stability: stabel"),
    right: ORDERS,
  },
  PC110: {
    about:
      "Names become identifiers, series and keys in many systems. The official policies of semantic conventions want them in lower case, in words joined by dots and underscores; an attribute's key has a namespace.",
    fix: "Write the name in that form.",
    wrong: ORDERS.replace("name: shop.orders\n", "name: Shop-Orders\n"),
    right: ORDERS,
  },
  PC111: {
    about: "Two definitions of one name contradict each other, and a reference could mean either.",
    fix: "Give one of them another name, or delete it.",
    wrong: `file_format: percore/1
attributes:
${USER}
${USER.replace("Who ordered.", "Who paid.")}
`,
    right: `file_format: percore/1
attributes:
${USER}
  - { key: shop.payer, type: string, brief: Who paid., stability: stable }
`,
  },
  PC112: {
    about: "What is referred to is defined neither in the schema nor in a registry that it depends on.",
    fix: "Correct the name, define it, or add the registry that defines it to the manifest's dependencies.",
    wrong: attributes(OUTCOME, "      - { ref: shop.outcom, attach: measurement }"),
    right: attributes(OUTCOME, "      - { ref: shop.outcome, attach: measurement }"),
  },
  PC113: {
    about:
      "Fields and enum ids become properties in TypeScript. Some names are those of every object, such as `constructor`, or of the library's own methods, such as `with`.",
    fix: "Choose another field, or another enum id; its `value` can stay.",
    wrong: ORDERS.replace("field: placed", "field: constructor"),
    right: ORDERS,
  },
  PC114: {
    about:
      "Dots and underscores go when a name becomes one in TypeScript, so that two names can become the same.",
    fix: "Give one of the definitions a name that differs in its letters.",
    wrong: WORKER +
      "  - { type: shop_worker, identity: [{ ref: worker.name }], brief: Another worker., stability: stable }\n",
    right: WORKER +
      "  - { type: shop.helper, identity: [{ ref: worker.name }], brief: Another worker., stability: stable }\n",
  },
  PC115: {
    about: "All files of a schema have one version, and so one `schema_url`.",
    fix: "State the same URL in all of them, or in one.",
    wrong: {
      files: [
        {
          file: "a.yaml",
          text: `file_format: percore/1
schema_url: https://example.com/schemas/1.0.0
`,
        },
        {
          file: "b.yaml",
          text: `file_format: percore/1
schema_url: https://example.com/schemas/1.1.0
`,
        },
      ],
      dependencies: [],
    },
    right: {
      files: [
        {
          file: "a.yaml",
          text: `file_format: percore/1
schema_url: https://example.com/schemas/1.1.0
`,
        },
        { file: "b.yaml", text: "file_format: percore/1\n" },
      ],
      dependencies: [],
    },
  },
  PC116: {
    about: "The attributes of either group would be those of the other, so that neither has any end.",
    fix: "Take one of the references out.",
    wrong: `file_format: percore/1
attribute_groups:
  - { id: shop.common, visibility: internal, attributes: [{ ref_group: shop.buyer }] }
  - { id: shop.buyer, visibility: internal, attributes: [{ ref_group: shop.common }] }
`,
    right: `file_format: percore/1
attributes:
${USER}
attribute_groups:
  - { id: shop.common, visibility: internal, attributes: [{ ref_group: shop.buyer }] }
  - { id: shop.buyer, visibility: internal, attributes: [{ ref: shop.user }] }
`,
  },
  PC117: {
    about: "A refinement says more about the same entity. With another identity, it would be another entity.",
    fix: "Put the attribute under `description`, or define an entity of its own.",
    wrong: `${WORKER}entity_refinements:
  - { id: shop.worker.named, ref: shop.worker, identity: [{ ref: worker.name }] }
`,
    right: `${WORKER}entity_refinements:
  - { id: shop.worker.named, ref: shop.worker, description: [{ ref: worker.name }] }
`,
  },
  PC119: {
    about:
      "A file says with `file_format` what it is written in; older registries don't, and are told by their keys. This file is nothing that percore reads.",
    fix:
      "State `file_format: percore/1`, or that of a registry. Files that are no part of the schema go elsewhere.",
    wrong: ORDERS.replace("percore/1", "percore/2"),
    right: ORDERS,
  },
  PC120: {
    about: "A histogram's boundaries are the upper bounds of its buckets, each above the one before.",
    fix: "Put them in order, each once.",
    wrong: metric(
      "{ name: shop.order.duration, field: duration, instrument: histogram, unit: s, brief: How long it took., aggregation: { explicit: { boundaries: [1, 0.1] } } }",
    ),
    right: metric(
      "{ name: shop.order.duration, field: duration, instrument: histogram, unit: s, brief: How long it took., aggregation: { explicit: { boundaries: [0.1, 1] } } }",
    ),
  },
  PC121: {
    about:
      "Each value of a measurement attribute makes series, in memory here and in the backend. Attributes that can have any number of values are how a backend falls over at night.",
    fix: "Say with `bound` how many values to tell apart, or attach it at registration.",
    wrong: attributes(USER_KIND, "      - { ref: shop.user.kind, attach: measurement }"),
    right: attributes(USER_KIND, "      - { ref: shop.user.kind, attach: measurement, bound: 20 }"),
  },
  PC122: {
    about:
      "A dense set has a cell for each combination of its attributes' values, also for those that never occur. There would be more of them than the set's budget of series.",
    fix:
      "Leave `storage` out, so that rows are given out as combinations occur; or take smaller bounds, or a larger budget.",
    wrong: attributes(
      USER_KIND,
      "      - { ref: shop.user.kind, attach: measurement, bound: 5000 }",
      "    storage: dense\n",
    ),
    right: attributes(USER_KIND, "      - { ref: shop.user.kind, attach: measurement, bound: 5000 }"),
  },
  PC123: {
    about:
      "An attribute is of the entity, or fixed at registration, or given with each recording. In two of these layers it could have two values at once.",
    fix: "Keep it in one of them.",
    wrong: attributes(
      OUTCOME,
      "      - { ref: shop.outcome, attach: measurement }\n      - { ref: shop.outcome, attach: registration }",
    ),
    right: attributes(OUTCOME, "      - { ref: shop.outcome, attach: measurement }"),
  },
  PC124: {
    about: "Each key has a meaning by itself, but not beside the others.",
    fix: "Leave the key out that the message names, or change the other one.",
    wrong: ORDERS.replace(`brief: Orders. }`, `brief: Orders., merge: sum }`),
    right: ORDERS.replace("instrument: counter", "instrument: gauge").replace(
      `brief: Orders. }`,
      `brief: Orders., merge: sum }`,
    ),
  },
  PC125: {
    about: "All sets of a schema share one dictionary of an attribute's values, and it has one size.",
    fix: "Use the same bound in all sets.",
    wrong: twoBounds(20, 30),
    right: twoBounds(20, 20),
  },
  PC126: {
    about:
      "Prometheus' names have underscores where others have dots, and end with the unit and, for counters, `_total`. Metrics that become one there can't be told apart, and exporters leave one of them out.",
    fix: "Rename one of them.",
    wrong:
      `${ORDERS}      - { name: shop.orders_placed, field: placed2, instrument: counter, unit: "{order}", brief: Others. }
`,
    right:
      `${ORDERS}      - { name: shop.orders.paid, field: paid, instrument: counter, unit: "{order}", brief: Others. }
`,
  },
  PC127: {
    about:
      "An exception from a lint is for the next reader, who wants to know why the rule doesn't count here. Without a reason, or with a code that is none of a lint's, it says nothing. Errors have no exceptions.",
    fix: "Write the lint's code and a reason.",
    wrong: allowed("[{ code: PC166 }]"),
    right: allowed("[{ code: PC166, reason: The device reports milliseconds. }]"),
  },
} as const satisfies Partial<Record<Code, Explanation>>;

function twoBounds(first: number, second: number): string {
  const set = (name: string, bound: number) =>
    `  - name: shop.${name}
    brief: Orders.
    stability: stable
    attributes: [{ ref: shop.user.kind, attach: measurement, bound: ${bound} }]
    metrics:
      - { name: shop.${name}.placed, field: placed, instrument: counter, unit: "{order}", brief: Orders. }
`;
  return `file_format: percore/1
attributes:
${USER_KIND}
metric_sets:
${set("orders", first)}${set("refunds", second)}`;
}

function allowed(items: string): string {
  return metric(`name: shop.order.duration
        field: duration
        instrument: histogram
        unit: ms
        brief: How long it took.
        annotations: { percore: { allow: ${items} } }`);
}
