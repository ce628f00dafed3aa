/** A part of a schema without the places in it, which only messages need, and with the names of what it refers to. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value)
    .filter(([key]) => !["place", "definition", "base"].includes(key))
    .map(([key, inner]) => [key, key === "entity" ? inner?.type : plain(inner)] as const);
  return Object.fromEntries(entries);
}
