import { environmentResource, unknownService } from "../aggregate/environment.ts";
import { executableName } from "../host/executable.ts";
import { identity } from "../host/identity.ts";
import type { Attributes, AttributeValue } from "../set/attribute.ts";

/** What {@linkcode detectResource} shall tell that may be private. */
export interface DetectResourceOptions {
  /**
   * Whether `process.command_args` has the command's arguments, which may hold secrets.
   *
   * @default {false}
   */
  readonly commandArgs?: boolean;
  /**
   * Whether `process.executable.path` and `process.working_directory` have paths, which may hold names of people.
   *
   * @default {false}
   */
  readonly paths?: boolean;
  /**
   * Whether `process.owner` has the name of the user.
   *
   * @default {false}
   */
  readonly owner?: boolean;
}

/** The conventions' names for the runtimes' `process.arch`, where they differ. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", arm: "arm32", ia32: "x86" };

/** The same of `process.platform`. */
const PLATFORMS: Readonly<Record<string, string>> = { win32: "windows", sunos: "solaris" };

/**
 * The attributes of this process by OpenTelemetry's semantic conventions: service, process, runtime, host, operating
 * system and container, as far as they can be known; then those of `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME`,
 * which win. What can't be known has no attribute. Never throws, and asks for no permission: on Deno, `host.name` and
 * `os.version` need `--allow-sys`, and `host.id` and `container.id` need to read `/etc` and `/proc`.
 *
 * `service.instance.id` is random: call this once in a process. Cost: reads three small files.
 *
 * @example
 * ```ts
 * import { createTelemetry } from "@percore/telemetry";
 * import { detectResource } from "@percore/telemetry/runtime";
 *
 * const detected = detectResource();
 * if (typeof detected["process.pid"] !== "number") throw new Error("a process has a number");
 * const telemetry = createTelemetry({ resource: { ...detected, "service.name": "shop" } });
 * await telemetry.shutdown();
 * ```
 */
export function detectResource(options: DetectResourceOptions = {}): Attributes {
  const { commandArgs = false, paths = false, owner = false } = options, found = identity();
  const { executable, platform, arch, started } = found;
  const detected: Readonly<Record<string, AttributeValue | undefined>> = {
    ...unknownService(),
    "service.instance.id": crypto.randomUUID(),
    "process.pid": found.pid,
    "process.creation.time": started === undefined ? undefined : new Date(started).toISOString(),
    "process.executable.name": executableName(),
    "process.executable.path": paths ? executable : undefined,
    "process.working_directory": paths ? found.directory : undefined,
    "process.command_args": commandArgs ? found.args : undefined,
    "process.owner": owner ? found.owner : undefined,
    "process.runtime.name": found.runtime?.name,
    "process.runtime.version": found.runtime?.version,
    "host.name": found.host,
    // In a container, it would be that of the image.
    "host.id": found.container === undefined ? found.machine : undefined,
    "host.arch": arch === undefined ? undefined : ARCHITECTURES[arch] ?? arch,
    "os.type": platform === undefined ? undefined : PLATFORMS[platform] ?? platform,
    "os.version": found.release,
    "container.id": found.container,
  };
  const known = Object.entries(detected).filter((entry): entry is [string, AttributeValue] =>
    entry[1] !== undefined
  );
  return { ...Object.fromEntries(known), ...environmentResource() };
}
