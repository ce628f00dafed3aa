import type { Attribute, AttributeType, EnumType, UsedAttribute } from "../../schema/mod.ts";
import { anchor } from "./directory.ts";
import { code } from "./inline.ts";
import { brief, name, note, type Page } from "./page.ts";
import { table } from "./table.ts";
import { badge, examplesText, requirement, typeText } from "./terms.ts";

function isEnum(type: AttributeType): type is EnumType {
  return typeof type !== "string";
}

function hasDetails({ type, note }: Attribute): boolean {
  return isEnum(type) || note !== undefined;
}

/** An attribute's name, as a link to where it is defined. */
function reference({ key, deprecated }: Attribute, page: Page): string {
  return name(page.directory.reference("attribute", key, page.file, "cell"), deprecated);
}

function row(attribute: Attribute, page: Page): readonly string[] {
  const { key, type, stability, deprecated, examples } = attribute;
  const text = name(code(key, "cell"), deprecated);
  const title = hasDetails(attribute) ? page.directory.details(key, text) : text;
  const origin = page.isForeign(attribute) ? " (of a dependency)" : "";
  return [
    `${anchor("attribute", key)}${title}${origin}`,
    typeText(type),
    badge(stability),
    brief(attribute, "attribute", page),
    examplesText(examples),
  ];
}

/** The values of an enum, and below them the notes that some have. */
function members({ members }: EnumType, attribute: Attribute, page: Page): readonly string[] {
  const rows = members.map((member) => {
    const { id, value, stability = attribute.stability, deprecated } = member;
    return [
      name(code(String(value), "cell") || "(empty)", deprecated),
      code(id, "cell"),
      badge(stability),
      brief(member, "attribute", page),
    ];
  });
  const notes = members.flatMap(({ id, note: text }) =>
    text === undefined ? [] : [`On ${code(id, "paragraph")}:`, ...note(text)]
  );
  return [...table(["value", "id", "stability", "brief"], rows), ...notes];
}

function details(attribute: Attribute, page: Page): readonly string[] {
  const { key, type, note: text, deprecated } = attribute;
  return [
    `### ${anchor("details", key)}${name(code(key, "paragraph"), deprecated)}`,
    ...note(text),
    ...(isEnum(type) ? members(type, attribute, page) : []),
  ];
}

/** The attributes that a namespace defines: a table, and below it what doesn't fit into a row. */
export function attributesSection(attributes: readonly Attribute[], page: Page): readonly string[] {
  const header = ["attribute", "type", "stability", "brief", "examples"];
  return [
    ...table(header, attributes.map((attribute) => row(attribute, page))),
    ...attributes.filter(hasDetails).flatMap((attribute) => details(attribute, page)),
  ];
}

/** An attribute of something, and what stands before the columns that all tables of such attributes have. */
export interface Use {
  readonly attribute: UsedAttribute;
  readonly lead: readonly string[];
}

/** The attributes of something: a table, and below it the notes that are about the use. */
export function usesTable(lead: readonly string[], uses: readonly Use[], page: Page): readonly string[] {
  const rows = uses.map(({ attribute, lead }) => [
    reference(attribute, page),
    ...lead,
    requirement(attribute),
    badge(attribute.stability),
    brief(attribute, "attribute", page),
  ]);
  const notes = uses.flatMap(({ attribute }) => {
    const { key, note: text, definition } = attribute;
    if (text === undefined || text === definition.note) return [];
    return [`On ${page.directory.reference("attribute", key, page.file, "paragraph")}:`, ...note(text)];
  });
  return [...table(["attribute", ...lead, "requirement level", "stability", "brief"], rows), ...notes];
}

/** The attributes of a signal. */
export function signalAttributes(attributes: readonly UsedAttribute[], page: Page): readonly string[] {
  const uses = attributes.map((attribute) => ({ attribute, lead: [typeText(attribute.type)] }));
  return usesTable(["type"], uses, page);
}
