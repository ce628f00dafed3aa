import { contentType, type OtlpCompression, type OtlpProtocol } from "./request_body.ts";
import { USER_AGENT } from "./user_agent.ts";

/** Header values by name. */
export type GivenHeaders = Readonly<Record<string, string>>;

/** A header's name (RFC 9110, "Tokens"). */
const NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/**
 * The headers that a program or the environment gave.
 *
 * @throws {TypeError} if HTTP doesn't allow one; its message has no value, and no name that can't be one.
 */
export function checkHeaders(given: GivenHeaders): Headers {
  const headers = new Headers();
  // `Headers` and maps are lists, and would pass for an object without any.
  if (typeof given !== "object" || given === null || Symbol.iterator in given) {
    throw new TypeError("headers: expected an object of names and values");
  }
  for (const [name, value] of Object.entries(given)) {
    try {
      // A variable that isn't set would become the text `undefined`.
      if (typeof value !== "string") throw new TypeError("no text");
      headers.set(name, value);
    } catch {
      // The runtime's own error repeats the value. What can't be a name may be a secret, too, as in `key: secret==`.
      throw new TypeError(
        NAME.test(name)
          ? `headers: ${JSON.stringify(name)} has a value that HTTP doesn't allow`
          : "headers: one has a name that HTTP doesn't allow",
      );
    }
  }
  return headers;
}

/**
 * The given headers with percore's own, which win. A user agent that was given goes before percore's (OTLP exporter
 * specification, "User Agent").
 */
export function requestHeaders(
  given: GivenHeaders,
  protocol: OtlpProtocol,
  compression: OtlpCompression,
): Headers {
  const headers = checkHeaders(given), product = headers.get("user-agent");
  headers.set("user-agent", product ? `${product} ${USER_AGENT}` : USER_AGENT);
  headers.set("content-type", contentType(protocol));
  if (compression === "gzip") headers.set("content-encoding", "gzip");
  else headers.delete("content-encoding");
  return headers;
}
