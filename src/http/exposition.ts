import { type By, BYS } from "../aggregate/by.ts";
import type { Collection } from "../aggregate/collection.ts";
import type { MetricReader } from "../aggregate/telemetry.ts";
import type { View } from "../aggregate/view.ts";
import {
  type PrometheusFormat,
  PrometheusRenderer,
  type PrometheusRendererOptions,
} from "../export/prometheus/mod.ts";
import { acceptsGzip, formatFor, namesTag } from "./accept.ts";
import { ExpositionMetrics } from "./exposition_metrics.ts";
import type { MetricsSource } from "./metrics_source.ts";
import { paced, type PacedBody } from "./paced.ts";
import { queryOf } from "./query.ts";
import { seriesCount } from "./series_count.ts";

/**
 * Series whose texts are kept, over all renderers: a Prometheus always asks for the same one. Each takes about a
 * kilobyte. The renderer that was asked last is kept, whatever it has.
 */
const MAX_KEPT_SERIES = 2 ** 18;

/** A renderer, and how many series it has written last. */
interface Kept {
  readonly renderer: PrometheusRenderer;
  readonly series: number;
}

/** A text that is shorter isn't compressed: it would hardly become smaller. */
const MIN_COMPRESSED = 1024;

/** How what was recorded is exposed. */
export interface ExpositionOptions extends Omit<PrometheusRendererOptions, "format"> {
  /**
   * Whether the workers' values are added up, which lets series survive the worker, or stand beside each other, by
   * worker or by NUMA node; where the request doesn't say `?by=`.
   *
   * @default {"process"}
   */
  readonly by?: By;
  /**
   * What else requests will ask for with `?by=`. It is there from the start; anything else from the first request on,
   * so that its counters begin then.
   *
   * @default {[]}
   */
  readonly alsoBy?: readonly By[];
  /**
   * Series that a reader has of one set at most; what is beyond goes to one with `otel.metric.overflow`.
   *
   * @default {10_000}
   */
  readonly cardinalityLimit?: number;
  /**
   * What becomes of some metrics.
   *
   * @default {[]}
   */
  readonly views?: readonly View[];
}

/**
 * Answers requests for metrics: format and names by `Accept`, gzip by `Accept-Encoding`, `304` to an `If-None-Match`
 * with the tag of what there is, the head alone to HEAD, some families by `name[]=`, and `by=process`, `by=worker` or
 * `by=node`.
 *
 * A request costs one collection, and the text in slices of some milliseconds between which the event loop goes on.
 */
export class Exposition {
  readonly #source: MetricsSource;
  readonly #options: ExpositionOptions;
  readonly #metrics: ExpositionMetrics;
  readonly #readers = new Map<By, Pick<MetricReader, "collect">>();
  /** By what they write, the one that was asked last at the end. */
  readonly #renderers = new Map<string, Kept>();
  /** What tells the tags of this process from those of another. */
  readonly #id = Math.random().toString(36).slice(2, 10);

  /** Makes the readers that are asked for; what is recorded later is seen by them. */
  constructor(source: MetricsSource, options: ExpositionOptions = {}) {
    this.#source = source;
    this.#options = options;
    this.#metrics = new ExpositionMetrics(source);
    const { by = "process", alsoBy = [] } = options;
    for (const each of [by, ...alsoBy]) this.#reader(each);
  }

  /**
   * The answer to GET or HEAD.
   *
   * @throws {unknown} what the collection throws, or the text's first slice.
   */
  respond(request: Pick<Request, "url" | "method" | "headers">): Response {
    const query = queryOf(request.url), header = (name: string) => request.headers.get(name) ?? undefined;
    const asked = query.get("by") ?? this.#options.by ?? "process";
    const by = BYS.find((each) => each === asked);
    if (by === undefined) return plain(400, `by= is one of ${BYS.join(", ")}`);
    const names = query.getAll("name[]");
    const collection = this.#reader(by).collect();
    const renderer = this.#rendererFor(formatFor(header("accept")), by, collection);
    const gzip = acceptsGzip(header("accept-encoding"));
    const tag = this.#tag(collection, [by, renderer.contentType, gzip, ...names.toSorted()]);
    const headers = new Headers({ "ETag": tag, "Vary": "Accept, Accept-Encoding" });
    if (namesTag(header("if-none-match"), tag)) return new Response(null, { status: 304, headers });
    headers.set("Content-Type", renderer.contentType);
    if (request.method === "HEAD") return new Response(null, { headers });
    const pieces = names.length === 0
      ? this.#whole(renderer, collection)
      : renderer.renderChunks(collection, { names: new Set(names) });
    return answer(paced(pieces), gzip, headers);
  }

  /** All of an exposition; when it has been written, what it lacks is counted. */
  *#whole(renderer: PrometheusRenderer, collection: Collection): Generator<Uint8Array<ArrayBuffer>> {
    yield* renderer.renderChunks(collection);
    this.#metrics.written(Array.from(this.#renderers.values(), ({ renderer }) => renderer.omissions));
  }

  #reader(by: By): Pick<MetricReader, "collect"> {
    const { views = [], cardinalityLimit } = this.#options, there = this.#readers.get(by);
    if (there !== undefined) return there;
    const limit = cardinalityLimit === undefined ? {} : { cardinalityLimit };
    const reader = this.#source.reader({ temporality: "cumulative", by, views, ...limit });
    this.#readers.set(by, reader);
    return reader;
  }

  #rendererFor(format: PrometheusFormat, by: By, collection: Collection): PrometheusRenderer {
    const key = JSON.stringify([by, format]), renderers = this.#renderers;
    const renderer = renderers.get(key)?.renderer ?? new PrometheusRenderer({ ...this.#options, format });
    const series = seriesCount(collection);
    renderers.delete(key);
    renderers.set(key, { renderer, series });
    let sum = 0;
    for (const [key, { series }] of [...renderers].reverse()) {
      sum += series;
      if (sum > MAX_KEPT_SERIES && sum > series) renderers.delete(key);
    }
    return renderer;
  }

  /**
   * Says what there is, and how it is written. A weak tag: a text that is made slice by slice may have later values than
   * another one of the same tag.
   */
  #tag({ sets }: Collection, variant: readonly unknown[]): string {
    // Both grow with all that arrives, and never fall.
    const revision = sets.reduce((sum, set) => sum + set.revision, 0);
    return `W/"${this.#id}-${sets.length}-${revision}-${hash(JSON.stringify(variant))}"`;
  }
}

function answer(body: PacedBody, gzip: boolean, headers: Headers): Response {
  const isShort = body instanceof Uint8Array && body.length < MIN_COMPRESSED;
  if (!gzip || isShort) return new Response(body, { headers });
  headers.set("Content-Encoding", "gzip");
  const stream = body instanceof Uint8Array ? new Blob([body]).stream() : body;
  return new Response(stream.pipeThrough(new CompressionStream("gzip")), { headers });
}

function plain(status: number, text: string): Response {
  return new Response(`${text}\n`, { status, headers: { "Content-Type": "text/plain; charset=utf-8" } });
}

/** A short name for a text (FNV-1a). */
function hash(text: string): string {
  let sum = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return sum.toString(36);
}
