/** Whether there is a value: what has problems was reported, and is left out. */
export function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}
