import { parseArgs } from "node:util";

/** What the demo was asked to do. */
export interface DemoOptions {
  readonly workers: number;
  /** 0: until Ctrl-C. */
  readonly seconds: number;
  readonly clients: number;
  /** Where to push instead of the embedded receiver. */
  readonly otlp: string | undefined;
  readonly killOne: boolean;
}

/** How the demo is used. */
export const USAGE = `usage: demo [options]
  --workers N    HTTP workers that share one port (2)
  --seconds N    how long the load lasts; 0 until Ctrl-C (15)
  --clients N    clients that send requests at the same time (16)
  --kill-one     terminate a worker under load, half-way, and replace it
  --otlp URL     push to this OTLP/HTTP endpoint instead of the embedded receiver
  --help         this text`;

/** Wrong usage. */
export class UsageError extends Error {}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UsageError(`--${name} must be a whole number from ${least} to ${most}, not "${text}"`);
}

/** Reads the command line; `undefined` when help was asked for. */
export function demoOptions(args: readonly string[]): DemoOptions | undefined {
  let values;
  try {
    values = parseArgs({
      args: [...args],
      options: {
        workers: { type: "string", default: "2" },
        seconds: { type: "string", default: "15" },
        clients: { type: "string", default: "16" },
        "kill-one": { type: "boolean", default: false },
        otlp: { type: "string" },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  if (values.help) return undefined;
  if (values.otlp !== undefined && !URL.canParse(values.otlp)) {
    throw new UsageError(
      `--otlp must be a URL, such as http://localhost:4318/v1/metrics, not "${values.otlp}"`,
    );
  }
  return {
    workers: wholeNumber("workers", values.workers, 1, 64),
    seconds: wholeNumber("seconds", values.seconds, 0, 86_400),
    clients: wholeNumber("clients", values.clients, 1, 1024),
    otlp: values.otlp,
    killOne: values["kill-one"],
  };
}
