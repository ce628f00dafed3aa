import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { progressLine } from "../../src/host/command_line.ts";

test("a line of progress is written to a terminal alone, over the one before", (context) => {
  const written: unknown[] = [];
  const { stderr } = process, isTTY = Object.getOwnPropertyDescriptor(stderr, "isTTY");
  context.mock.method(stderr, "write", (text: unknown) => written.push(text) > 0);
  try {
    for (const is of [undefined, false, true]) {
      Object.defineProperty(stderr, "isTTY", { value: is, configurable: true });
      progressLine(`on ${is}`);
    }
    progressLine("");
  } finally {
    if (isTTY === undefined) Reflect.deleteProperty(stderr, "isTTY");
    else Object.defineProperty(stderr, "isTTY", isTTY);
  }
  assert.deepEqual(written, ["\r\x1b[Kon true", "\r\x1b[K"]);
});
