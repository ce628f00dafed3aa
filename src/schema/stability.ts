import type { Stability } from "./model.ts";

/** The levels of stability, from the least settled to the most. */
export const STABILITY_LEVELS = [
  "development",
  "alpha",
  "beta",
  "release_candidate",
  "stable",
] as const satisfies readonly Stability[];

/** Whether something at a level is more settled than something at another one. */
export function isMoreSettled(level: Stability, other: Stability): boolean {
  return STABILITY_LEVELS.indexOf(level) > STABILITY_LEVELS.indexOf(other);
}

/** The level of what rests on several things; `stable` if it rests on none. */
export function leastSettled(levels: readonly Stability[]): Stability {
  return STABILITY_LEVELS.find((level) => levels.includes(level)) ?? "stable";
}
