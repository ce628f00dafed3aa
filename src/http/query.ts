const QUERY = /^[^?#]*\?([^#]*)/;

/**
 * The query of a request's URL. Whoever asks makes up the header `Host`, so that the URL may be none: what no URL is
 * read from can't fail by that.
 */
export function queryOf(url: string): URLSearchParams {
  return new URLSearchParams(QUERY.exec(url)?.[1] ?? "");
}
