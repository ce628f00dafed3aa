/** `error`: there is no schema; `warning`: there is one, and it should be mended. */
export type Level = "error" | "warning";

/** What is known of a code: what the problem is, and whether it keeps a schema from being used. */
interface CodeEntry {
  readonly title: string;
  readonly level: Level;
}

/** Every problem that the schema compiler can find: its stable code and its title. The documentation lists this table. */
export const CODES = {
  PC100: { level: "error", title: "The file isn't valid YAML" },
  PC101: { level: "error", title: "A key is given twice" },
  PC102: { level: "error", title: "A limit is exceeded" },
  PC103: { level: "error", title: "A feature of YAML that the schema language leaves out" },
  PC104: { level: "error", title: "Unknown key" },
  PC105: { level: "error", title: "Missing key" },
  PC106: { level: "error", title: "Wrong kind of value" },
  PC107: { level: "error", title: "Not one of the allowed values" },
  PC110: { level: "error", title: "Malformed name" },
  PC111: { level: "error", title: "Defined twice" },
  PC112: { level: "error", title: "Reference to something that isn't defined" },
  PC113: { level: "error", title: "A name that is unsafe or reserved in TypeScript" },
  PC114: { level: "error", title: "Two definitions generate the same name" },
  PC115: { level: "error", title: "The files of one schema disagree" },
  PC116: { level: "error", title: "Definitions that refer to each other in a circle" },
  PC117: { level: "error", title: "A refinement that changes what identifies an entity" },
  PC118: { level: "error", title: "A dependency that can't be used" },
  PC119: { level: "error", title: "A file format that percore doesn't read" },
  PC120: { level: "error", title: "Boundaries of a histogram don't ascend" },
  PC121: { level: "error", title: "A measurement attribute with any number of values" },
  PC122: { level: "error", title: "A dense metric set has more series than its budget" },
  PC123: { level: "error", title: "An attribute in two layers" },
  PC124: { level: "error", title: "Keys of a definition that don't fit together" },
  PC125: { level: "error", title: "An attribute with two bounds" },
  PC126: { level: "error", title: "Two metrics that become one in Prometheus" },
  PC127: { level: "error", title: "An exception from a lint that says no reason, or no lint" },
  PC130: { level: "warning", title: "An older way of writing" },
  PC131: { level: "warning", title: "What a schema has no word for is left out" },
  PC132: { level: "warning", title: "A key is missing that a registry should have" },
  PC133: { level: "warning", title: "An attribute that stands twice in a group" },
  PC140: { level: "error", title: "A file that can't be read" },
  PC150: { level: "warning", title: "A name that isn't written as semantic conventions write names" },
  PC151: { level: "warning", title: "A name that is also the namespace of another" },
  PC152: { level: "warning", title: "Two names that become one constant" },
  PC153: { level: "warning", title: "Two members of an enum that become one constant" },
  PC154: { level: "warning", title: "An attribute of any type on something other than an event or a span" },
  PC155: { level: "warning", title: "Metrics of a registry that become one in Prometheus" },
  PC156: { level: "warning", title: "A metric's name that says its type or its unit" },
  PC157: { level: "warning", title: "A metric's name that is a plural" },
  PC158: { level: "warning", title: "An event's name that doesn't end with a verb's base form" },
  PC160: { level: "warning", title: "A definition without a brief" },
  PC161: { level: "warning", title: "A brief without a full stop" },
  PC162: { level: "warning", title: "A signal without a requirement level" },
  PC165: { level: "warning", title: "A unit that UCUM doesn't know" },
  PC166: { level: "warning", title: "A unit on another scale than usual" },
  PC167: { level: "warning", title: "An annotation in a unit that doesn't say what is counted" },
  PC170: { level: "warning", title: "A definition that is more settled than its attributes" },
  PC171: { level: "warning", title: "A stable entity without identity" },
  PC172: { level: "warning", title: "Renamed to something that can't take its place" },
  PC175: { level: "warning", title: "A metric with an attribute of many values" },
  PC176: { level: "warning", title: "A histogram of seconds with boundaries for milliseconds" },
  PC177: { level: "warning", title: "A set without an attribute that its metric requires" },
  PC190: { level: "warning", title: "An exception from a lint that finds nothing" },
} as const satisfies Readonly<Record<string, CodeEntry>>;

/** The code of a problem. */
export type Code = keyof typeof CODES;
