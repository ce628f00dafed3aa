import type { Collection, Resource, ResourceEntity, SetPoints } from "../../aggregate/collection.ts";
import { BackwardWriter } from "./backward_writer.ts";
import { keyValuesOf } from "./key_value.ts";
import { writeMessage } from "./message_fields.ts";
import { type EntityRef, writeResource } from "./messages.gen.ts";
import { scopeKey, ScopeTemplate } from "./scope_template.ts";
import { ExportMetricsServiceRequest, ResourceMetrics } from "./wire_tags.gen.ts";

/**
 * Encodes collections as `ExportMetricsServiceRequest` (OTLP 1.9). Keeps a {@linkcode ScopeTemplate} for each
 * instrumentation scope of the last collection, so it is meant for one reader's collections, one after
 * another.
 */
export class MetricsEncoder {
  readonly #writer = new BackwardWriter();
  #resource: Resource | undefined;
  /** The field `ResourceMetrics.resource`. */
  #head: Uint8Array = new Uint8Array();
  /** The field `ResourceMetrics.schema_url`. */
  #tail: Uint8Array = new Uint8Array();
  #sets: readonly SetPoints[] = [];
  /** The writer's memory while it has what the last call has written. */
  #intact: Uint8Array | undefined;
  /** Last to first. */
  #scopes: readonly ScopeTemplate[] = [];

  /**
   * The request's bytes; `undefined` when the collection has no point. They lie in a buffer that the next
   * call uses again: copy what must live longer. Costs a copy of the request, three or four stores a point, and
   * the encoding of exponential histograms; a scope in which points appeared is encoded anew.
   */
  encode({ resource, sets }: Collection): Uint8Array<ArrayBuffer> | undefined {
    if (resource !== this.#resource) this.#encodeResource(resource);
    const writer = this.#writer;
    let intact = this.#intact;
    this.#intact = undefined;
    if (!sameElements(sets, this.#sets)) {
      this.#group(sets);
      intact = undefined;
    }
    writer.clear();
    writer.raw(this.#tail);
    for (const scope of this.#scopes) if (!scope.write(writer, intact)) intact = undefined;
    this.#intact = writer.bytes;
    if (writer.length === this.#tail.length) return undefined;
    writer.raw(this.#head);
    writer.varint(writer.length);
    writer.varint(ExportMetricsServiceRequest.resourceMetrics);
    return writer.written;
  }

  #encodeResource(resource: Resource): void {
    const { schemaUrl = "", entities = [] } = resource, writer = new BackwardWriter();
    const message = { attributes: keyValuesOf(resource.attributes), entityRefs: entities.map(entityRefOf) };
    writeMessage(writer, ResourceMetrics.resource, message, writeResource);
    this.#head = writer.finish();
    writer.optionalText(ResourceMetrics.schemaUrl, schemaUrl);
    this.#tail = writer.finish();
    this.#resource = resource;
  }

  #group(sets: readonly SetPoints[]): void {
    const groups = new Map<string, SetPoints[]>();
    for (const set of sets) {
      const key = scopeKey(set);
      const group = groups.get(key);
      if (group) group.push(set);
      else groups.set(key, [set]);
    }
    const kept = new Map(this.#scopes.map((scope) => [scope.key, scope]));
    this.#scopes = Array.from(groups, ([key, group]) => {
      const scope = kept.get(key);
      return scope && sameElements(scope.sets, group) ? scope : new ScopeTemplate(key, group);
    }).reverse();
    // A copy: the reader may add to its list.
    this.#sets = [...sets];
  }
}

function entityRefOf({ type, identity, description = [], schemaUrl = "" }: ResourceEntity): EntityRef {
  return { type, idKeys: identity, descriptionKeys: description, schemaUrl };
}

function sameElements<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((element, index) => element === b[index]);
}
