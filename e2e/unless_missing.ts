import { existsSync } from "node:fs";

/** The name and the options of a test that runs a program which Go has to build. Without the program it is skipped. */
export function unlessMissing(
  name: string,
  program: string,
): [name: string, options: { readonly skip: boolean; readonly timeout: number }] {
  const skip = !existsSync(program);
  return [skip ? `${name} (skipped: it takes Go 1.26 to build what it runs)` : name, {
    skip,
    timeout: 120_000,
  }];
}
