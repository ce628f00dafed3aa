import process from "node:process";
import { installed, Missing } from "./_debian_package.ts";

/** Sees to it that there is a `prometheus` to run: installs Debian's where that is possible, otherwise says so and exits. */
export function installPrometheus(): void {
  try {
    installed("prometheus", "prometheus");
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    console.error(`the end-to-end tests need ${error.message}`);
    process.exit(1);
  }
}
