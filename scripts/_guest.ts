import { spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** An emulated machine. */
export interface Guest {
  /** The file of a Linux kernel. */
  readonly kernel: string;
  /** The file of a static busybox. */
  readonly busybox: string;
  /** Files and folders, by where they are in the guest. Programs bring their shared libraries along. */
  readonly files: Readonly<Record<string, string>>;
  /** Shell commands; what they write to `$REPORT` is the report, the rest is the console. */
  readonly script: string;
  /** Milliseconds that it may take. */
  readonly timeout: number;
}

/** What a guest has written. */
export interface GuestOutput {
  readonly report: string;
  readonly console: string;
}

const MEBIBYTES_PER_NODE = 1024;

/** Two nodes with two cpus each. The kernel leaves pages, of the smallest size, where they were touched first. */
const MACHINE = [
  ["-machine", "q35"],
  // Not KVM, which may be there and not work, in virtual machines above all.
  ["-accel", "tcg,thread=multi"],
  ["-cpu", "max"],
  ["-smp", "4"],
  ["-m", `${2 * MEBIBYTES_PER_NODE}M`],
  ["-object", `memory-backend-ram,id=memory0,size=${MEBIBYTES_PER_NODE}M`],
  ["-object", `memory-backend-ram,id=memory1,size=${MEBIBYTES_PER_NODE}M`],
  ["-numa", "node,cpus=0-1,memdev=memory0"],
  ["-numa", "node,cpus=2-3,memdev=memory1"],
  ["-append", "console=ttyS0 quiet panic=-1 numa_balancing=disable transparent_hugepage=never"],
  ["-nodefaults", "-no-reboot", "-display", "none"],
].flat();

/** Boots a machine of two NUMA nodes, which needs `qemu-system-x86_64`, and returns what it wrote until it was off. */
export function boot(guest: Guest): GuestOutput {
  const work = mkdtempSync(join(tmpdir(), "percore-guest-"));
  const path = (name: string) => join(work, name);
  try {
    writeInitramfs(guest, path("root"), path("initramfs"));
    const serial = ["console", "report"].flatMap((name) => ["-serial", `file:${path(name)}`]);
    const files = ["-kernel", guest.kernel, "-initrd", path("initramfs")];
    writeFileSync(path("console"), "");
    writeFileSync(path("report"), "");
    const { error, stderr } = spawnSync("qemu-system-x86_64", [...MACHINE, ...files, ...serial], {
      encoding: "utf8",
      timeout: guest.timeout,
      stdio: ["ignore", "ignore", "pipe"],
    });
    const read = (name: string) => readFileSync(path(name), "utf8");
    return { report: read("report"), console: [read("console"), stderr, error?.message ?? ""].join("\n") };
  } finally {
    rmSync(work, { recursive: true });
  }
}

function writeInitramfs(guest: Guest, root: string, file: string): void {
  const { busybox, files } = guest;
  for (const folder of ["dev", "proc", "sys", "tmp"]) mkdirSync(join(root, folder), { recursive: true });
  for (const [target, source] of Object.entries({ "bin/busybox": busybox, ...files })) {
    cpSync(source, join(root, target), { recursive: true, dereference: true });
    for (const library of librariesOf(source)) {
      mkdirSync(join(root, dirname(library)), { recursive: true });
      cpSync(library, join(root, library), { dereference: true });
    }
  }
  writeFileSync(join(root, "init"), initOf(guest.script));
  chmodSync(join(root, "init"), 0o755);
  const archive = openSync(file, "w");
  const { status, stderr } = spawnSync(busybox, ["cpio", "-o", "-H", "newc"], {
    cwd: root,
    encoding: "utf8",
    input: readdirSync(root, { recursive: true, encoding: "utf8" }).sort().join("\n"),
    stdio: ["pipe", archive, "pipe"],
  });
  closeSync(archive);
  if (status !== 0) throw new Error(`cpio fails: ${stderr}`);
}

/** The shared libraries of a program; none of what isn't one, or is static. */
function librariesOf(file: string): readonly string[] {
  const { status, stdout } = spawnSync("ldd", [file], { encoding: "utf8" });
  return status === 0 ? [...stdout.matchAll(/(\/\S+) \(0x/g)].flatMap(([, library]) => library ?? []) : [];
}

/** The first process: a machine that it leaves in another way than by `poweroff` ends by the kernel's panic. */
function initOf(script: string): string {
  return `#!/bin/busybox sh
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sys /sys
/bin/busybox mount -t devtmpfs dev /dev
export PATH=/bin HOME=/tmp NO_COLOR=1 REPORT=/dev/ttyS1
${script}
/bin/busybox poweroff -f
`;
}
