import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, release, tmpdir, userInfo } from "node:os";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import type { Attributes } from "@percore/telemetry";
import { detectResource } from "@percore/telemetry/runtime";
import { identity } from "../../src/host/identity.ts";

const isBun = process.versions.bun !== undefined;

/** What another process finds, in an environment and with permissions of its own. */
function elsewhere(environment: Record<string, string>, ...permissions: string[]): Attributes {
  const program = fileURLToPath(new URL("./detecting_program.ts", import.meta.url));
  const options = isBun ? [] : ["run", "--no-check", "--no-prompt", ...permissions];
  const { stdout, stderr } = spawnSync(process.execPath, [...options, program, "--token=secret"], {
    encoding: "utf8",
    env: { ...process.env, ...environment },
    timeout: 30_000,
  });
  assert.equal(stderr, "");
  return JSON.parse(stdout);
}

/** The container that a tree of files tells of. */
function containerOf(files: Readonly<Record<string, string>>): string | undefined {
  const root = mkdtempSync(join(tmpdir(), "percore-identity-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return identity(`${root}/`).container;
  } finally {
    rmSync(root, { recursive: true });
  }
}

test("detectResource() tells what the runtime and the system say", () => {
  const found = detectResource();
  assert.equal(found["process.pid"], process.pid);
  assert.equal(found["process.runtime.name"], isBun ? "bun" : "deno");
  assert.equal(found["process.runtime.version"], process.versions.bun ?? process.versions.deno);
  assert.equal(found["process.executable.name"], basename(process.execPath));
  assert.equal(found["host.name"], hostname());
  assert.equal(found["os.version"], release());
  assert.match(
    String(found["service.instance.id"]),
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  assert.notEqual(detectResource()["service.instance.id"], found["service.instance.id"]);
  if (process.platform === "linux") {
    assert.equal(found["os.type"], "linux");
    const age = Date.now() - Date.parse(String(found["process.creation.time"]));
    const since = Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]) -
      Number(readFileSync("/proc/self/stat", "utf8").split(") ").at(-1)?.split(" ")[19]) / 100;
    assert.ok(Math.abs(age / 1000 - since) < 1, `${age} ms, and ${since} s`);
  }
  if (process.arch === "x64") assert.equal(found["host.arch"], "amd64");
});

test("detectResource() keeps to itself what may be private, unless it is asked for", () => {
  const pieces = [
    "process.command_args",
    "process.executable.path",
    "process.working_directory",
    "process.owner",
  ];
  const found = detectResource();
  for (const piece of pieces) assert.ok(!(piece in found), piece);
  const asked = detectResource({ commandArgs: true, paths: true, owner: true });
  assert.deepEqual(asked["process.command_args"], process.argv);
  assert.equal(asked["process.executable.path"], process.execPath);
  assert.equal(asked["process.working_directory"], process.cwd());
  assert.equal(asked["process.owner"], userInfo().username);
});

test("detectResource() gives way to the environment", () => {
  const found = elsewhere({
    OTEL_RESOURCE_ATTRIBUTES: "host.name=elsewhere,team=a%20b",
    OTEL_SERVICE_NAME: "shop",
  }, "--allow-all");
  assert.equal(found["host.name"], "elsewhere");
  assert.equal(found.team, "a b");
  assert.equal(found["service.name"], "shop");
  assert.doesNotMatch(JSON.stringify(found), /secret/);
});

test("without permissions, detectResource() asks for none and tells the rest", () => {
  // A Deno that is started without any would get all from node:child_process.
  const found = elsewhere({ OTEL_SERVICE_NAME: "", OTEL_RESOURCE_ATTRIBUTES: "" }, "--allow-env");
  assert.equal(typeof found["process.pid"], "number");
  assert.match(String(found["service.name"]), /^unknown_service:(deno|bun)/);
  assert.equal("host.name" in found, isBun);
});

test("the container's number is found as engines have it", () => {
  const id = "0123456789abcdef".repeat(4), cgroup = "proc/self/cgroup", mounts = "proc/self/mountinfo";
  const mount = (path: string, on: string) => `741 720 254:1 ${path} ${on} rw,relatime - ext4 /dev/vda1 rw\n`;
  const found: readonly (readonly [Record<string, string>, string | undefined])[] = [
    [{ [cgroup]: `12:cpu:/docker/${id}\n1:name=systemd:/docker/${id}\n` }, id],
    [{ [cgroup]: `0::/system.slice/docker-${id}.scope\n` }, id],
    [{ [cgroup]: `1:name=systemd:/kubepods/burstable/pod1f/${id}\n` }, id],
    [{ [cgroup]: `0::/kubepods.slice/cri-containerd-${id}.scope\n` }, id],
    [{
      [cgroup]: "0::/\n",
      [mounts]: mount("/", "/") + mount(`/var/lib/docker/containers/${id}/hostname`, "/etc/hostname"),
    }, id],
    [{
      [cgroup]: "0::/\n",
      [mounts]: mount(`/containers/overlay-containers/${id}/userdata/hosts`, "/etc/hosts"),
    }, id],
    // A volume whose name looks like a container's number, and a process outside of one.
    [{ [cgroup]: "0::/\n", [mounts]: mount(`/var/lib/volumes/${id}/data`, "/data") }, undefined],
    [{ [cgroup]: "0::/user.slice/user-1000.slice/session-1.scope\n", [mounts]: mount("/", "/") }, undefined],
    [{}, undefined],
  ];
  for (const [files, expected] of found) assert.equal(containerOf(files), expected, JSON.stringify(files));
});
