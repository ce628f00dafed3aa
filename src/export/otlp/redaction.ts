const MESSAGE_LIMIT = 1024;
/** What is shorter, a tenant `1` for example, is no secret, and would be found everywhere. */
const SHORTEST_SECRET = 4;

/** Keeps secrets out of messages: a backend or a proxy may repeat a request's header in its answer. */
export class Redaction {
  readonly #secrets: readonly string[];

  /** The words of a secret are kept out too: `Bearer abcd` may be repeated as `abcd`. */
  constructor(secrets: readonly string[]) {
    const words = secrets.flatMap((secret) => [secret, ...secret.split(/[\s,;=&]+/)]);
    // As they stand in JSON, too: an error text often is. A backend knows what stands in a URL's query without its escapes.
    const parts = words.flatMap((word) => [word, unescaped(word)])
      .flatMap((word) => [word, JSON.stringify(word).slice(1, -1)]);
    // A longer secret may contain a shorter one, and must go first.
    this.#secrets = [...new Set(parts)].filter((part) => part.length >= SHORTEST_SECRET)
      .sort((a, b) => b.length - a.length);
  }

  /** The text without the secrets, cut to a length that is fit for a log. */
  apply(text: string): string {
    const redacted = this.#secrets.reduce((rest, secret) => rest.replaceAll(secret, "[redacted]"), text);
    return redacted.length <= MESSAGE_LIMIT ? redacted : `${redacted.slice(0, MESSAGE_LIMIT)}…`;
  }
}

function unescaped(text: string): string {
  return new URLSearchParams(`=${text}`).get("") ?? text;
}
