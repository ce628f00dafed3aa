/**
 * The milliseconds that a `Retry-After` header asks to wait, as seconds or as a date (RFC 9110, section 10.2.3);
 * `undefined` when it says nothing that can be understood. A date that has passed is 0.
 */
export function retryAfterOf(headers: Headers, now: number): number | undefined {
  const text = headers.get("retry-after")?.trim() ?? "";
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  // Each of the three forms of a date begins with the day's name; runtimes take much else for dates.
  const date = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
