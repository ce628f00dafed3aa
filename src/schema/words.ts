/** How the file formats write names, units, briefs and levels: percore/1 strictly, registries of others as they may be. */
import { z } from "zod";
import { STABILITY_LEVELS } from "./stability.ts";

/** Why a name that a pattern below refuses is malformed: what was expected instead. */
const DOTTED_NAME = "lower-case words joined by dots or underscores, such as shop.orders";
const ATTRIBUTE_KEY = "lower-case words after a namespace and a dot, such as shop.order.outcome";
const UNIT = "a UCUM unit of at most 63 ASCII characters without spaces, such as s, By or {request}";

export const LONGEST_NAME = 255;

/** How names and levels are written, which is where the file formats differ. */
export interface Words<Stability extends z.ZodType = z.ZodType> {
  /** Names of signals, entities, groups and sets, and enum ids. */
  readonly name: z.ZodString;
  readonly key: z.ZodString;
  readonly unit: z.ZodString;
  readonly brief: z.ZodString;
  readonly stability: Stability;
}

const stabilityLevels = [...STABILITY_LEVELS, "experimental"] as const;

/** In percore's own files, a name is as the official policies want it. */
export const STRICT_WORDS = {
  name: z.string().max(LONGEST_NAME).regex(/^[a-z][a-z0-9]*([._][a-z0-9]+)*$/, { error: DOTTED_NAME }),
  // The pattern of the official policy is `^[a-z0-9_]+\.([a-z0-9._]+)+$`, which accepts the same texts in exponential time.
  key: z.string().max(LONGEST_NAME).regex(/^[a-z0-9_]+\.[a-z0-9._]+$/, { error: ATTRIBUTE_KEY }),
  unit: z.string().regex(/^[!-~]{1,63}$/, { error: UNIT }).describe(
    "The unit, as UCUM has it: `s`, `By`, `{request}`.",
  ),
  brief: z.string().min(1),
  stability: z.enum(stabilityLevels),
} satisfies Words;

/** In registries that others wrote, a name is any text that can be seen. */
const VISIBLE = /^[^\p{C}\p{Z}]+$/u;
const visible = z.string().max(LONGEST_NAME).regex(VISIBLE, { error: "a name without spaces" });

export const LENIENT_WORDS = {
  name: visible,
  key: visible,
  unit: z.string().regex(/^[^\p{C}]{0,63}$/u, { error: UNIT }),
  brief: z.string(),
  // `deprecated` is what versions before deprecation blocks had.
  stability: z.enum([...stabilityLevels, "deprecated"]),
} satisfies Words;
