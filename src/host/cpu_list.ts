/** One more than the largest number of a cpu that Linux can be built for. */
export const CPU_LIMIT = 8192;

/** A number, a range, or the first `used` of each `group` of a range. */
const ITEM = /^(\d{1,5})(?:-(\d{1,5})(?::(\d{1,5})\/(\d{1,5}))?)?$/;

/**
 * Reads a list of cpus or of nodes as the kernel writes it, such as `0-3,8-11` or `0-15:2/4`: the numbers,
 * ascending, each once. An empty text is an empty list; `undefined` when the text is no such list.
 */
export function parseCpuList(text: string): readonly number[] | undefined {
  const numbers = new Set<number>();
  const items = text.trim();
  if (items === "") return [];
  for (const item of items.split(",")) {
    const parts = ITEM.exec(item);
    if (parts === null) return undefined;
    const first = Number(parts[1]), last = Number(parts[2] ?? first);
    const used = Number(parts[3] ?? 1), group = Number(parts[4] ?? 1);
    if (first > last || last >= CPU_LIMIT || used < 1 || used > group) return undefined;
    for (let number = first; number <= last; number++) {
      if ((number - first) % group < used) numbers.add(number);
    }
  }
  return [...numbers].sort((a, b) => a - b);
}
