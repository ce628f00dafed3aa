import type { Command } from "./command.ts";
import { gen } from "./gen.ts";
import { replay } from "./replay.ts";

/** All commands, in the order in which they are listed. */
export const COMMANDS: readonly Command[] = [gen, replay];
