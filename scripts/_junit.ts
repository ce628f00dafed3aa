/** How the tests of a run ended. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Counts the test cases of a JUnit report, as both runtimes write it. */
export function countTests(report: string): TestCounts {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [, attributes = "", content = ""] of report.matchAll(CASE)) {
    if (/<(failure|error)\b/.test(content)) counts.failed++;
    else if (/<skipped\b/.test(content) || /\bstatus="skipped"/.test(attributes)) counts.skipped++;
    else counts.passed++;
  }
  return counts;
}

/** A test case: its attributes, in which `>` may stand in quotes, and its content if it has any. */
const CASE = /<testcase\b((?:[^">]|"[^"]*")*?)(?:\/>|>(.*?)<\/testcase>)/gs;
