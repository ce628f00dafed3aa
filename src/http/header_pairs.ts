/** The headers of these names that there are, each with its value. */
export function headerPairs(headers: Headers, names: readonly string[]): [name: string, value: string][] {
  return names.flatMap((name): [string, string][] => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value]];
  });
}
