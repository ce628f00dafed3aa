import type { Exporter, ExportResult } from "../aggregate/exporter.ts";
import { otlpExporter } from "../export/otlp/mod.ts";
import { readStream, StreamError } from "../export/stream/mod.ts";
import { openFile } from "../host/file.ts";
import { Arguments } from "./arguments.ts";
import { type Command, ExitCode, type Output, UsageError } from "./command.ts";

const HELP = `usage: percore replay FILE --otlp URL [options]

Sends the windows of a stream that streamExporter() has written to an OTLP backend, in their order, one request
each. Deltas are added up first, so that the backend gets totals, as it would have got them from an OTLP exporter;
with OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=delta in the environment, the windows are sent as they are.
The other variables for an OTLP exporter (compression, timeout …) count as well.

  --otlp URL        where to: the full URL, such as http://localhost:4318/v1/metrics
  --header KEY=VAL  sent with each request; any number of them, in place of those in the environment
  --json            the result as JSON, on one line
  --help            this text

Exit codes: 0 all windows were delivered; 1 one wasn't, or not all of its points, or the file is damaged, and what
was delivered is said; 2 wrong usage.`;

const NEVER = new AbortController().signal;

/** What became of a replay. */
interface Result {
  readonly file: string;
  /** `damaged`: the file ends before its end; otherwise how the last request ended, or one that refused points. */
  readonly result: ExportResult | "damaged";
  /** Windows that were delivered, and the bytes of their requests. */
  readonly windows: number;
  readonly bytes: number;
  /** Up to which byte of the file that is. */
  readonly end: number;
  readonly message?: string;
}

/** `percore replay`: a stream to OTLP. */
export const replay: Command = {
  name: "replay",
  brief: "sends a stream that was written to a file to an OTLP backend",
  help: HELP,
  async run(args: readonly string[], output: Output): Promise<number> {
    const given = new Arguments(args, { otlp: "text", header: "texts", json: "flag", help: "flag" });
    const [file, ...others] = given.positionals, url = given.text("otlp");
    if (file === undefined || others.length > 0) {
      throw new UsageError(`replay takes one file, not ${given.positionals.length}`);
    }
    if (url === undefined) throw new UsageError("replay needs --otlp URL");
    const result = await send(file, exporterFor(url, given.texts("header")));
    if (given.has("json")) output.out(JSON.stringify(result));
    else tell(result, output);
    return result.result === "success" ? ExitCode.done : ExitCode.failed;
  },
};

function exporterFor(url: string, headers: readonly string[]): Exporter {
  const pairs = headers.map((header) => {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(header) ?? [];
    // It isn't repeated: it may be a secret.
    if (key === undefined || value === undefined) throw new UsageError("--header takes KEY=VALUE");
    return [key, value] as const;
  });
  try {
    return otlpExporter({ url, ...(pairs.length === 0 ? {} : { headers: Object.fromEntries(pairs) }) });
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}

async function send(file: string, exporter: Exporter): Promise<Result> {
  const options = exporter.temporality === "cumulative" ? { temporality: "cumulative" } as const : {};
  let windows = 0, bytes = 0, end = 0;
  let refused: { readonly result: ExportResult; readonly message?: string } | undefined;
  const result = (result: Result["result"], message = ""): Result => ({
    file,
    result,
    windows,
    bytes,
    end,
    ...(message === "" ? {} : { message }),
  });
  try {
    for await (const window of readStream(await openFile(file), options)) {
      const report = await exporter.export(window, NEVER);
      if (report.result === "partial_success") refused ??= report;
      else if (report.result !== "success") return result(report.result, report.message);
      windows++;
      bytes += report.bytes;
      end = window.end;
    }
  } catch (error) {
    if (error instanceof StreamError) return result("damaged", error.message);
    throw error;
  }
  return refused === undefined ? result("success") : result(refused.result, refused.message);
}

function tell({ file, result, windows, bytes, end, message = "" }: Result, output: Output): void {
  const delivered = `${windows} ${
    windows === 1 ? "window was" : "windows were"
  } delivered, up to byte ${end}`;
  if (result === "success") return output.out(`${file}: ${delivered}, in ${bytes} bytes of OTLP`);
  const reason = result === "damaged" || message === "" ? message || result : `${result}: ${message}`;
  output.error(`${file}: ${delivered}; ${reason}`);
}
