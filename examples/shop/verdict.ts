/** What the demo counted at its four places. */
export interface Counts {
  /** Responses that the load generator received. */
  readonly responses: number;
  /** Requests that were cut off before their response. */
  readonly cutOff: number;
  /** Requests that the workers recorded, by the example's own count. */
  readonly tallied: number;
  /** Requests whose recording a kill may have cut in two: 0, or 1 for a killed worker. */
  readonly torn: number;
  /** Requests in `/metrics`. */
  readonly scraped: number;
  /** Requests at the OTLP receiver; `undefined` when it isn't ours. */
  readonly pushed: number | undefined;
  /** What went wrong with the exports; empty when nothing did. */
  readonly failures: string;
}

/** The four counts as lines, and whether they agree. */
export function verdict(counts: Counts): { readonly lines: readonly string[]; readonly agree: boolean } {
  const { responses, cutOff, tallied, torn, scraped, pushed, failures } = counts;
  const recorded = scraped >= tallied && scraped <= tallied + torn;
  const received = scraped >= responses && scraped <= responses + cutOff;
  const agree = recorded && received && (pushed === undefined || pushed === scraped) && scraped > 0;
  const lines = [
    `responses received by the load generator  ${responses}${
      cutOff > 0 ? `  (${cutOff} requests were cut off)` : ""
    }`,
    `requests tallied by the workers           ${tallied}${
      torn > 0 ? `  (${torn} more was cut in two)` : ""
    }`,
    `requests in /metrics                      ${scraped}`,
    `requests at the OTLP receiver             ${pushed ?? `-  (not ours: compare it there)${failures}`}`,
    agree ? "all counts agree" : "THE COUNTS DIFFER",
  ];
  return { lines, agree };
}
