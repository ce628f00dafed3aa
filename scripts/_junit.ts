/** How the tests of a run ended. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** The names of those that failed, as XML has them. */
  readonly failures: readonly string[];
}

/** Counts the test cases of a JUnit report, as both runtimes write it. */
export function countTests(report: string): TestCounts {
  const counts = { passed: 0, failed: 0, skipped: 0 }, failures: string[] = [];
  for (const [, attributes = "", content = ""] of report.matchAll(CASE)) {
    if (/<(failure|error)\b/.test(content)) {
      counts.failed++;
      failures.push(/\bname="([^"]*)"/.exec(attributes)?.[1] ?? "");
    } else if (/<skipped\b/.test(content) || /\bstatus="skipped"/.test(attributes)) counts.skipped++;
    else counts.passed++;
  }
  return { ...counts, failures };
}

/** A test case: its attributes, in which `>` may stand in quotes, and its content if it has any. */
const CASE = /<testcase\b((?:[^">]|"[^"]*")*?)(?:\/>|>(.*?)<\/testcase>)/gs;
