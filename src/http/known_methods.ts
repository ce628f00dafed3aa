import { variable } from "../host/environment.ts";
import { HttpRequestMethod } from "./http_server.gen.ts";

/** RFC 9110's methods, PATCH of RFC 5789, and QUERY (semantic conventions, `http.request.method`). */
const DEFAULT = ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE", "QUERY"];

/** What stands for all other methods, which anybody may make up. */
const OTHER = "_OTHER";

/** The methods that the environment lists instead of those that are known otherwise. */
function environmentMethods(): readonly string[] | undefined {
  return variable("OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS")
    ?.split(",").map((method) => method.trim()).filter((method) => method !== "");
}

/** The indices of the methods that are known, and of what stands for the others. */
export class KnownMethods {
  readonly #indices = new Map<string, number>();
  readonly #other: number;

  /** `methods` are all that are known; without them, those of the environment, or the conventions'. */
  constructor(methods: readonly string[] = environmentMethods() ?? DEFAULT) {
    this.#other = HttpRequestMethod.from(OTHER);
    for (const method of methods) this.#indices.set(method, HttpRequestMethod.from(method));
  }

  /** The index of a request's method. Method names are case-sensitive. */
  indexOf(method: string): number {
    return this.#indices.get(method) ?? this.#other;
  }
}
