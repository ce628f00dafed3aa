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
} as const satisfies Readonly<Record<string, CodeEntry>>;

/** The code of a problem. */
export type Code = keyof typeof CODES;
