import type { Context, Hono } from "hono";
import { accepts } from "hono/accepts";
import type { Answer } from "./answers.ts";
import type { RouteOptions } from "./guards.ts";
import type { Limits } from "./limits.ts";
import type { TelemetrySource, WorkerSource } from "./metrics_source.ts";
import { registryDocument } from "./registry_document.ts";
import { answeringRoute, askingRoute, isWorkerSource, sharedAnswer } from "./route.ts";
import { schemaDocument } from "./schema_document.ts";
import { writeYaml } from "./yaml.ts";

/** Where the schema is unless told otherwise. */
export const SCHEMA_PATH = "/schema";

const JSON_TYPE = "application/json", YAML_TYPE = "application/yaml";

/** Options of {@linkcode schemaRoutes}. The path is `/schema` unless it is given. */
export interface SchemaRoutesOptions extends RouteOptions, Limits {}

/**
 * Hono routes that serve what the live metric sets of all workers are made of: the descriptors of sets, entities and
 * attributes as JSON or, to who accepts `application/yaml`, as a file of a semantic-convention registry
 * (`definition/2`), where sets and hints stand under `annotations.percore`.
 *
 * A set is seen when its first values have arrived.
 */
export function schemaRoutes(
  source: Pick<TelemetrySource, "reader" | "inspect"> | WorkerSource,
  options: SchemaRoutesOptions = {},
): Hono {
  if (isWorkerSource(source)) return askingRoute(SCHEMA_PATH, source, options);
  return answeringRoute(SCHEMA_PATH, options, (bounds, queue) => {
    const document = () => schemaDocument(source.inspect()), encoder = new TextEncoder();
    const json = sharedAnswer(
      JSON_TYPE,
      bounds,
      queue,
      () => [encoder.encode(JSON.stringify(document()))],
    );
    const yaml = sharedAnswer(
      YAML_TYPE,
      bounds,
      queue,
      () => [encoder.encode(writeYaml(registryDocument(document())))],
    );
    return (context: Context): Promise<Answer> => {
      context.header("Vary", "Accept");
      const type = accepts(context, {
        header: "Accept",
        supports: [JSON_TYPE, YAML_TYPE],
        default: JSON_TYPE,
      });
      return type === YAML_TYPE ? yaml() : json();
    };
  });
}
