import type { PointId } from "../../aggregate/collection.ts";
import type { BackwardWriter } from "./backward_writer.ts";
import type { ScopeTemplate } from "./scope_template.ts";
import { ExportMetricsServiceRequest } from "./wire_tags.gen.ts";

/** One of the requests that a collection is sent in. */
export interface EncodedRequest {
  readonly message: Uint8Array<ArrayBuffer>;
  /** Its delta points; `undefined` for those of the whole collection. */
  readonly points: readonly PointId[] | undefined;
  /** Whether it has one point alone, which is larger than the limit. */
  readonly isOversized: boolean;
}

/** A tag, and a length of as many bytes as a request can have. */
const ENVELOPE = 6;

/** Puts scopes into requests of limited size. Scopes are given last to first, since a writer writes backwards. */
export class RequestPacker {
  readonly #writer: BackwardWriter;
  readonly #head: Uint8Array;
  readonly #tail: Uint8Array;
  readonly #limit: number;
  /** The most bytes of a request's scopes. */
  readonly #room: number;
  readonly #requests: EncodedRequest[] = [];
  #points: PointId[] = [];

  /** What the writer has is lost. Each request begins with `head`, the resource, and ends with `tail`, its schema. */
  constructor(writer: BackwardWriter, head: Uint8Array, tail: Uint8Array, limit: number) {
    this.#writer = writer;
    this.#head = head;
    this.#tail = tail;
    this.#limit = limit;
    this.#room = limit - head.length - tail.length - ENVELOPE;
    writer.clear();
  }

  /** Adds a scope. It is split where it doesn't fit into a request alone, but never within a point. */
  add(scope: ScopeTemplate): void {
    const writer = this.#writer, { parts } = scope;
    if (parts.length > 0) {
      for (let i = parts.length - 1; i >= 0; i--) this.add(parts[i] ?? scope);
      return;
    }
    const before = writer.length;
    scope.write(writer, undefined);
    const size = writer.length - before;
    if (writer.length <= this.#room) {
      this.#keep(scope);
      return;
    }
    writer.first += size;
    if (size <= this.#room) {
      this.#close();
      this.add(scope);
    } else if (scope.split(Math.max(2, Math.ceil(size / Math.max(1, this.#room))))) {
      this.add(scope);
    } else {
      this.#close();
      scope.write(writer, undefined);
      this.#keep(scope);
      this.#close();
    }
  }

  /** The requests, first to last. */
  finish(): EncodedRequest[] {
    this.#close();
    return this.#requests.reverse();
  }

  #keep(scope: ScopeTemplate): void {
    if (!scope.sets.some(isDelta)) return;
    for (const point of scope.points) if (isDelta(point.set)) this.#points.push(point);
  }

  #close(): void {
    const writer = this.#writer;
    if (writer.length === 0) return;
    const scopes = writer.finish();
    writer.raw(this.#tail);
    writer.raw(scopes);
    closeRequest(writer, this.#head);
    const message = writer.finish();
    this.#requests.push({ message, points: this.#points, isOversized: message.length > this.#limit });
    this.#points = [];
  }
}

/** Makes a request of the scopes that were written and what ends it. */
export function closeRequest(writer: BackwardWriter, head: Uint8Array): void {
  writer.raw(head);
  writer.close(ExportMetricsServiceRequest.resourceMetrics, 0);
}

function isDelta({ temporality }: { readonly temporality: string }): boolean {
  return temporality === "delta";
}
