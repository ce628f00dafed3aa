import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import type { Folder } from "./percore.ts";

/** Runs git in a folder, as somebody. */
export function git(folder: Folder, ...args: readonly string[]): void {
  const identity = [
    "-c",
    "user.name=Test",
    "-c",
    "user.email=test@example.com",
    "-c",
    "commit.gpgsign=false",
  ];
  const { status, stderr } = spawnSync("git", [...identity, ...args], { cwd: folder.path, encoding: "utf8" });
  assert.equal(status, 0, stderr);
}
