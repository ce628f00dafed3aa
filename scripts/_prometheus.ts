import { spawnSync } from "node:child_process";
import process from "node:process";

/** Sees to it that there is a `prometheus` to run: installs Debian's where that is possible, otherwise says so and exits. */
export function installPrometheus(): void {
  if (runs("prometheus", "--version")) return;
  if (process.getuid?.() === 0 && runs("apt-get", "--version")) {
    console.log("installing Debian's prometheus");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const install = ["install", "--yes", "--no-install-recommends", "prometheus"];
    for (const args of [["update"], install]) {
      spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"], env });
    }
    if (runs("prometheus", "--version")) return;
  }
  console.error("the end-to-end tests need a Prometheus server: put `prometheus` on the PATH");
  process.exit(1);
}

function runs(command: string, argument: string): boolean {
  return spawnSync(command, [argument], { stdio: "ignore" }).status === 0;
}
