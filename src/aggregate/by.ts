/** What a reader's values may be told apart by. */
export type By = "process" | "node" | "worker";

/** All of them. */
export const BYS: readonly By[] = ["process", "node", "worker"];

/**
 * What a program gave for it.
 *
 * @throws {TypeError} when it is none of them.
 */
export function checkBy(by: By): By {
  if (!BYS.includes(by)) throw new TypeError(`by is ${String(by)}: process, node or worker`);
  return by;
}
