import { check } from "./check.ts";
import type { Command } from "./command.ts";
import { diff } from "./diff.ts";
import { docs } from "./docs.ts";
import { gen } from "./gen.ts";
import { importing } from "./import.ts";
import { registry } from "./registry.ts";
import { replay } from "./replay.ts";
import { schema } from "./schema.ts";
import { templates } from "./templates.ts";

/** All commands, in the order in which they are listed. */
export const COMMANDS: readonly Command[] = [
  gen,
  check,
  docs,
  diff,
  registry,
  importing,
  templates,
  schema,
  replay,
];
