/** Every error of the schema compiler: its stable code and its title. The documentation lists this table. */
export const CODES = {
  PC100: "The file isn't valid YAML",
  PC101: "A key is given twice",
  PC102: "A limit is exceeded",
  PC103: "A feature of YAML that the schema language leaves out",
  PC104: "Unknown key",
  PC105: "Missing key",
  PC106: "Wrong kind of value",
  PC107: "Not one of the allowed values",
  PC108: "Part of the language that this version of percore doesn't read yet",
  PC110: "Malformed name",
  PC111: "Defined twice",
  PC112: "Reference to something that isn't defined",
  PC113: "A name that is unsafe or reserved in TypeScript",
  PC114: "Two definitions generate the same name",
  PC115: "The files of one schema disagree",
  PC120: "Boundaries of a histogram don't ascend",
  PC121: "A measurement attribute with any number of values",
  PC122: "A dense metric set has more series than its budget",
  PC123: "An attribute in two layers",
  PC124: "Keys of a definition that don't fit together",
  PC125: "An attribute with two bounds",
} as const satisfies Readonly<Record<string, string>>;

/** The code of a problem. */
export type Code = keyof typeof CODES;
