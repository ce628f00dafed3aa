import type { Code } from "../codes.ts";
import { ERRORS } from "./errors.ts";
import type { Explanation } from "./explanation.ts";
import { LINTS } from "./lints.ts";
import { LOADING_ERRORS } from "./loading.ts";

export type { Explanation } from "./explanation.ts";

/** Why each problem is one, what to do about it, and an example. */
export const EXPLANATIONS: Readonly<Partial<Record<Code, Explanation>>> = {
  ...ERRORS,
  ...LOADING_ERRORS,
  ...LINTS,
};
