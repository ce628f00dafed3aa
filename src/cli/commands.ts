import type { Command } from "./command.ts";
import { replay } from "./replay.ts";

/** All commands, in the order in which they are listed. */
export const COMMANDS: readonly Command[] = [replay];
