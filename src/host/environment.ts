import { fileSystem, isPermitted, runtime } from "./runtime.ts";
import { LONGEST_DELAY } from "./timer.ts";
import { warnOnce } from "./warn.ts";

/*
 * The environment's variables, by the rules of the OpenTelemetry specification, "Environment Variable
 * Specification": an empty one is as one that isn't set, and one that can't be used is ignored with a warning. The
 * warning doesn't repeat the value, which may be a secret that somebody has put into the wrong variable.
 */

/** A variable's text without space around it; `undefined` when it is empty, unset, or may not be read. */
export function variable(name: string): string | undefined {
  const text = isPermitted("env", name) ? runtime.process?.env?.[name]?.trim() : undefined;
  return text === "" ? undefined : text;
}

/** Warns once that a variable can't be used; `reason` says what is wrong, or what is expected. */
export function ignoreVariable(name: string, reason: string): undefined {
  warnOnce(`the environment's ${name} is ignored: ${reason}`);
}

/** A variable that is one of some words, in capitals or not. */
export function choiceVariable<Choice extends string>(
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const text = variable(name)?.toLowerCase();
  if (text === undefined) return undefined;
  return choices.find((choice) => choice === text) ??
    ignoreVariable(name, `expected ${choices.join(" or ")}`);
}

/** The text of the file that a variable names. */
export function fileVariable(name: string): string | undefined {
  const path = variable(name);
  if (path === undefined) return undefined;
  try {
    const text = isPermitted("read", path) ? fileSystem()?.readFileSync(path, "utf8") : undefined;
    return text ?? ignoreVariable(name, "its file may not be read");
  } catch {
    return ignoreVariable(name, "its file can't be read");
  }
}

/** A variable that is a boolean: without it, and with whatever isn't `true`, it is false. */
export function booleanVariable(name: string): boolean {
  return choiceVariable(name, ["true", "false"]) === "true";
}

/** A variable that is a whole number within two limits, of what `unit` says. */
export function wholeVariable(name: string, unit: string, least: number, most: number): number | undefined {
  const text = variable(name);
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  return value >= least && value <= most
    ? value
    : ignoreVariable(name, `expected whole ${unit}, from ${least} to ${most}`);
}

/** A variable that is a time between two events, in milliseconds. */
export function intervalVariable(name: string): number | undefined {
  return wholeVariable(name, "milliseconds", 1, LONGEST_DELAY);
}

/** A variable that is a time limit in milliseconds; 0 means none, and gives the longest that there is. */
export function timeoutVariable(name: string): number | undefined {
  const limit = wholeVariable(name, "milliseconds", 0, LONGEST_DELAY);
  return limit === 0 ? LONGEST_DELAY : limit;
}

/**
 * A variable that is a list as in `key1=value1,key2=value2`, keys and values percent-encoded (W3C Baggage, without
 * properties). One wrong member makes the whole of it unusable.
 */
export function pairsVariable(name: string): readonly (readonly [key: string, value: string])[] | undefined {
  const members = variable(name)?.split(",").filter((member) => member.trim() !== "");
  try {
    return members?.map((member) => {
      const [, key = "", value = ""] = /^\s*([^=]*[^=\s])\s*=\s*(.*?)\s*$/s.exec(member) ?? [];
      if (key === "") throw new URIError("a member without a key");
      return [decodeURIComponent(key), decodeURIComponent(value)];
    });
  } catch {
    return ignoreVariable(name, "expected key=value,key=value, other characters percent-encoded");
  }
}
