/**
 * A table, without a line's end behind it; nothing for no rows. Its columns aren't padded: a longer word would change
 * all of its lines.
 */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [[line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n")];
}
