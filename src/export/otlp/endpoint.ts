/** Where metrics go by default (OTLP exporter specification, "Configuration Options"). */
export const DEFAULT_ENDPOINT = "http://localhost:4318/v1/metrics";

/**
 * The URL that a text stands for.
 *
 * @throws {TypeError} if requests can't be sent there; its message doesn't repeat the text.
 */
export function endpointOf(text: string): URL {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) throw new TypeError("url: expected an http or https URL");
  // Runtimes refuse such a URL, each in its own words, which repeat the password.
  if (url.username !== "" || url.password !== "") {
    throw new TypeError("url: a user name and password belong into the authorization header");
  }
  return url;
}

/** The endpoint of metrics below one that is for all signals (OTLP exporter, "Endpoint URLs for OTLP/HTTP"). */
export function metricsBelow(base: URL): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/$/, "")}/v1/metrics`;
  return url;
}
