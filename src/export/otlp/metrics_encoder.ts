import type { Collection, Resource, ResourceEntity, SetPoints } from "../../aggregate/collection.ts";
import { BackwardWriter } from "./backward_writer.ts";
import { keyValuesOf } from "./key_value.ts";
import { writeMessage } from "./message_fields.ts";
import { type EntityRef, writeResource } from "./messages.gen.ts";
import { closeRequest, type EncodedRequest, RequestPacker } from "./request_packer.ts";
import { scopeKey, ScopeTemplate } from "./scope_template.ts";
import { ResourceMetrics } from "./wire_tags.gen.ts";

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
   * call uses again: copy what must live longer. Costs three or four stores a point, and the encoding of exponential
   * histograms; a scope in which points appeared is encoded anew. Allocates nothing in steady state.
   */
  encode(collection: Collection): Uint8Array<ArrayBuffer> | undefined {
    return this.#encodeWhole(this.#begin(collection), Infinity);
  }

  /**
   * The same in as many requests as it takes for each to have at most `limit` bytes, unless one point alone has more: it
   * is then in a request of its own. All of them are encoded before anything is sent, since the points are good until more
   * is drained. The memory of several is their own.
   */
  encodeWithin(collection: Collection, limit: number): EncodedRequest[] {
    const intact = this.#begin(collection);
    if (this.#scopes.every(({ parts }) => parts.length === 0)) {
      const message = this.#encodeWhole(intact, limit);
      if (message === undefined) return [];
      if (message.length <= limit) return [{ message, points: undefined, isOversized: false }];
    }
    // The requests are written into the memory that has the whole one, if that was too large.
    this.#intact = undefined;
    const packer = new RequestPacker(this.#writer, this.#head, this.#tail, limit);
    for (const scope of this.#scopes) packer.add(scope);
    return packer.finish();
  }

  /** Makes ready for a collection, and returns the writer's memory if it has what was written last. */
  #begin({ resource, sets }: Collection): Uint8Array | undefined {
    const intact = this.#intact;
    this.#intact = undefined;
    if (resource !== this.#resource) this.#encodeResource(resource);
    else if (sameElements(sets, this.#sets)) return intact;
    this.#group(sets);
    return undefined;
  }

  /** Gives up, and returns too much, when it exceeds `limit`. */
  #encodeWhole(intact: Uint8Array | undefined, limit: number): Uint8Array<ArrayBuffer> | undefined {
    const writer = this.#writer, tail = this.#tail.length;
    writer.clear();
    writer.raw(this.#tail);
    for (const scope of this.#scopes) {
      if (!scope.write(writer, intact)) intact = undefined;
      if (writer.length > limit) return writer.written;
    }
    this.#intact = writer.bytes;
    if (writer.length === tail) return undefined;
    closeRequest(writer, this.#head);
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
