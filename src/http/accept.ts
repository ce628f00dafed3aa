import {
  ESCAPING_SCHEMES,
  type PrometheusFormat,
  PROTOBUF_ENCODING,
  PROTOBUF_MESSAGE,
  PROTOBUF_TYPE,
  TEXT_0_0_4,
} from "../export/prometheus/mod.ts";

/** What a header names as acceptable, and how much it is wanted (RFC 9110, 12.4.2 and 12.5). */
interface Wanted {
  /** A media type or a coding, in small letters. */
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** From 0, which refuses it, to 1. */
  readonly quality: number;
}

/** The elements of a list, and the parts of one: a quoted text may have any character. */
const ELEMENT = /(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/g, PART = /(?:[^;"]|"(?:[^"\\]|\\.)*"?)+/g;

/** Longer headers are read so far: nobody's wishes are that many. */
const MAX_LENGTH = 4096;

/**
 * The format for an `Accept` header: of those that are wanted most, the one that it names first. Text 0.0.4 for a
 * header that names none of them, since every reader of Prometheus' formats knows it. The names are escaped as the
 * media range says, by default with underscores.
 */
export function formatFor(accept: string | undefined): PrometheusFormat {
  let best = TEXT_0_0_4, quality = 0;
  for (const wanted of elements(accept)) {
    const format = formatOf(wanted);
    if (format === undefined || wanted.quality <= quality) continue;
    best = format;
    quality = wanted.quality;
  }
  return best;
}

/** Whether an `Accept-Encoding` header wants gzip at least as much as no encoding. */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  const wanted = elements(acceptEncoding);
  const qualityOf = (coding: string) => wanted.find(({ value }) => value === coding)?.quality;
  const any = qualityOf("*");
  const gzip = qualityOf("gzip") ?? qualityOf("x-gzip") ?? any ?? 0;
  return gzip > 0 && gzip >= (qualityOf("identity") ?? 0);
}

/** Whether an `If-None-Match` header names a tag; strong and weak ones are the same to it (RFC 9110, 13.1.2). */
export function namesTag(ifNoneMatch: string | undefined, tag: string): boolean {
  const opaque = (text: string) => text.trim().replace(/^W\//, "");
  const given = ifNoneMatch?.slice(0, MAX_LENGTH).match(ELEMENT) ?? [];
  return given.some((each) => each.trim() === "*" || opaque(each) === opaque(tag));
}

/** The format that a media range means; undefined when it is none of Prometheus', or a version that isn't known. */
function formatOf({ value, parameters }: Wanted): PrometheusFormat | undefined {
  const version = parameters.get("version");
  const asked = parameters.get("escaping");
  const escaping = ESCAPING_SCHEMES.find((scheme) => scheme === asked) ?? "underscores";
  switch (value) {
    case "application/openmetrics-text":
      if (version === "1.0.0") return { syntax: "openmetrics", version, escaping };
      return (version ?? "0.0.1") === "0.0.1" ? { syntax: "openmetrics", version: "0.0.1" } : undefined;
    case "text/plain":
      if (version === "1.0.0") return { syntax: "text", version, escaping };
      return (version ?? "0.0.4") === "0.0.4" ? TEXT_0_0_4 : undefined;
    case PROTOBUF_TYPE:
      return parameters.get("proto") === PROTOBUF_MESSAGE && parameters.get("encoding") === PROTOBUF_ENCODING
        ? { syntax: "protobuf", escaping }
        : undefined;
    case "text/*":
    case "*/*":
      return TEXT_0_0_4;
    default:
      return undefined;
  }
}

function elements(header = ""): Wanted[] {
  return (header.slice(0, MAX_LENGTH).match(ELEMENT) ?? []).map((element) => {
    const [value = "", ...rest] = (element.match(PART) ?? []).map((part) => part.trim());
    const parameters = new Map(rest.map((part): [string, string] => {
      const [name = "", ...given] = part.split("=");
      return [name.trim().toLowerCase(), unquoted(given.join("=").trim())];
    }));
    return { value: value.toLowerCase(), parameters, quality: qualityOf(parameters.get("q")) };
  });
}

/** What isn't a quality counts as if it weren't there. */
function qualityOf(text = "1"): number {
  return /^(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)$/.test(text) ? Number(text) : 1;
}

function unquoted(text: string): string {
  return /^".*"$/.test(text) ? text.slice(1, -1).replaceAll(/\\(.)/g, "$1") : text;
}
