/** Milliseconds between two looks at a condition, and those after which it is given up. */
const LOOK = 50, LIMIT = 30_000;

/** Waits until a condition holds; rejects with its name when it doesn't for half a minute. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + LIMIT;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
}
