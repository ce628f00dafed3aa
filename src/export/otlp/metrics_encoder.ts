import type { Collection, Resource, SetPoints } from "../../aggregate/collection.ts";
import { BackwardWriter } from "./backward_writer.ts";
import { encodeAttributes, writeKeyValues } from "./key_value.ts";
import { scopeKey, ScopeTemplate } from "./scope_template.ts";
import { ExportMetricsServiceRequest, Resource as ResourceTags, ResourceMetrics } from "./wire_tags.gen.ts";

const INITIAL_CAPACITY = 1024;

/**
 * Encodes collections as `ExportMetricsServiceRequest` (OTLP 1.9). Keeps a {@linkcode ScopeTemplate} for each
 * instrumentation scope of the last collection, so it is meant for one reader's collections, one after
 * another.
 */
export class MetricsEncoder {
  #resource: Resource | undefined;
  /** The field `ResourceMetrics.resource`. */
  #head: Uint8Array = new Uint8Array();
  /** The field `ResourceMetrics.schema_url`. */
  #tail: Uint8Array = new Uint8Array();
  #sets: readonly SetPoints[] = [];
  #scopes: ReadonlyMap<string, ScopeTemplate> = new Map();
  #request: Uint8Array<ArrayBuffer> = new Uint8Array(INITIAL_CAPACITY);

  /**
   * The request's bytes; `undefined` when the collection has no point. They lie in a buffer that the next
   * call uses again: copy what must live longer. Costs a copy of the request, and three or four stores a
   * point; a scope in which points appeared is encoded anew.
   */
  encode({ resource, sets }: Collection): Uint8Array<ArrayBuffer> | undefined {
    if (resource !== this.#resource) this.#encodeResource(resource);
    if (!sameElements(sets, this.#sets)) this.#group(sets);
    const scopes = Array.from(this.#scopes.values(), (template) => template.encode());
    const scopesSize = scopes.reduce((size, scope) => size + scope.length, 0);
    return scopesSize === 0 ? undefined : this.#assemble(scopes, scopesSize);
  }

  #assemble(scopes: readonly Uint8Array[], scopesSize: number): Uint8Array<ArrayBuffer> {
    const writer = new BackwardWriter();
    writer.varint(this.#head.length + scopesSize + this.#tail.length);
    writer.varint(ExportMetricsServiceRequest.resourceMetrics);
    const envelope = writer.finish();
    const size = envelope.length + this.#head.length + scopesSize + this.#tail.length;
    if (size > this.#request.length) this.#request = new Uint8Array(Math.max(size, this.#request.length * 2));
    let at = 0;
    for (const part of [envelope, this.#head, ...scopes, this.#tail]) {
      this.#request.set(part, at);
      at += part.length;
    }
    return this.#request.subarray(0, size);
  }

  #encodeResource(resource: Resource): void {
    const writer = new BackwardWriter();
    writer.message(ResourceMetrics.resource, () => {
      writeKeyValues(writer, ResourceTags.attributes, encodeAttributes(resource.attributes));
    });
    this.#head = writer.finish();
    writer.optionalText(ResourceMetrics.schemaUrl, resource.schemaUrl ?? "");
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
    const scopes = new Map<string, ScopeTemplate>();
    for (const [key, group] of groups) {
      const kept = this.#scopes.get(key);
      scopes.set(key, kept && sameElements(kept.sets, group) ? kept : new ScopeTemplate(group));
    }
    this.#scopes = scopes;
    // A copy: the reader may add to its list.
    this.#sets = [...sets];
  }
}

function sameElements<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((element, index) => element === b[index]);
}
