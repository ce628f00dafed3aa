/** Words that end in `s` and are no plurals. */
const SINGULARS: ReadonlySet<string> = new Set(
  "alias atlas aws bias canvas cors dns fps gas gps https iops kubernetes lens news nfs os series sms species tls"
    .split(" "),
);

/** The singular of an English word in lower case; the word itself if its letters don't say that it is a plural. */
export function singular(word: string): string {
  if (word === "indices") return "index";
  if (word.length < 3 || SINGULARS.has(word) || !/[^sui]s$/.test(word)) return word;
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  const isLonger = /(?:ss|status|x|ch|sh)es$/.test(word) && !word.endsWith("aches");
  return word.slice(0, isLonger ? -2 : -1);
}
