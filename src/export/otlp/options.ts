import { checkTemporality, type TemporalityPreference } from "../../aggregate/temporality.ts";
import { checkViews, type View } from "../../aggregate/view.ts";
import { USER_AGENT } from "./user_agent.ts";

/** Where and how `otlpExporter()` sends. */
export interface OtlpExporterOptions {
  /**
   * The full URL, used as it is.
   * @default "http://localhost:4318/v1/metrics"
   */
  readonly url?: string;
  /**
   * Sent with each request, for credentials and the like. Their values never appear in a report.
   * @default {}
   */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Milliseconds after which an export is given up.
   * @default 10_000
   */
  readonly timeout?: number;
  /**
   * Milliseconds between exports.
   * @default 60_000
   */
  readonly interval?: number;
  /**
   * What the points' values are relative to.
   * @default "cumulative"
   */
  readonly temporality?: TemporalityPreference;
  /**
   * What becomes of some metrics on the way.
   * @default []
   */
  readonly views?: readonly View[];
}

/** The options, checked and complete. */
export interface OtlpExporterSettings {
  readonly url: URL;
  /** What the program gave, with percore's own. */
  readonly headers: Headers;
  /** What may not appear in a message. */
  readonly secrets: readonly string[];
  readonly timeout: number;
  readonly interval: number;
  readonly temporality: TemporalityPreference;
  readonly views: readonly View[];
}

const DEFAULTS: Required<OtlpExporterOptions> = {
  url: "http://localhost:4318/v1/metrics",
  headers: {},
  timeout: 10_000,
  interval: 60_000,
  temporality: "cumulative",
  views: [],
};

/** A longer time would make the runtimes' timers fire at once. */
const LONGEST_TIME = 2 ** 31 - 1;

/** Fills in the defaults. Throws a TypeError, which names no header's value, for what can't be used. */
export function settingsOf(options: OtlpExporterOptions): OtlpExporterSettings {
  const { url, headers, timeout, interval, temporality, views } = { ...DEFAULTS, ...options };
  const checkedUrl = urlOf(url);
  return {
    url: checkedUrl,
    headers: headersOf(headers),
    secrets: [...Object.values(headers), checkedUrl.search.slice(1)],
    timeout: time("timeout", timeout),
    interval: time("interval", interval),
    temporality: checkTemporality(temporality),
    views: checkViews(views),
  };
}

function urlOf(text: string): URL {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) throw new TypeError("url: expected an http or https URL");
  // Runtimes refuse such a URL, each in its own words, which repeat the password.
  if (url.username !== "" || url.password !== "") {
    throw new TypeError("url: a user name and password belong into the authorization header");
  }
  return url;
}

function headersOf(given: Readonly<Record<string, string>>): Headers {
  const headers = new Headers({ "user-agent": USER_AGENT });
  for (const [name, value] of Object.entries(given)) {
    try {
      headers.set(name, value);
    } catch {
      // The runtime's own error repeats the value.
      throw new TypeError(`headers: ${JSON.stringify(name)} has a name or a value that HTTP doesn't allow`);
    }
  }
  headers.set("content-type", "application/x-protobuf");
  return headers;
}

function time(option: string, milliseconds: number): number {
  if (milliseconds > 0 && milliseconds <= LONGEST_TIME) return milliseconds;
  throw new TypeError(`${option}: expected milliseconds, more than 0 and at most ${LONGEST_TIME}`);
}
