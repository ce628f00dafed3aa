#!/usr/bin/env node
/** What `percore` starts. */
import { commandArguments, progressLine, setExitCode } from "../host/command_line.ts";
import { run } from "./run.ts";

setExitCode(
  await run(commandArguments(), {
    out: (line) => console.log(line),
    error: (line) => console.error(line),
    progress: progressLine,
  }),
);
