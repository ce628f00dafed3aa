import { joined } from "../../host/joined.ts";
import type { Collection, Resource, SetPoints } from "../../aggregate/collection.ts";
import { warnOnce } from "../../host/warn.ts";
import { Families } from "./families.ts";
import { contentType, type PrometheusFormat, TEXT_0_0_4 } from "./format.ts";
import { TRANSLATION_STRATEGIES, type TranslationStrategy } from "./metric_name.ts";
import type { FamilyOmissions, Omissions } from "./omissions.ts";
import { fixedPart, NOTHING, type Part } from "./part.ts";
import { ProtobufSyntax } from "./protobuf_syntax.ts";
import { Room } from "./room.ts";
import type { Series } from "./series.ts";
import type { Family, Syntax } from "./syntax.ts";
import { TextSyntax } from "./text_syntax.ts";

/** The content type of text 0.0.4, what {@linkcode PrometheusRenderer} writes unless it is told otherwise. */
export const PROMETHEUS_CONTENT_TYPE: string = contentType(TEXT_0_0_4);

/** What a text is like. */
export interface PrometheusRendererOptions {
  /**
   * In which format.
   *
   * @default {{ syntax: "text", version: "0.0.4" }}
   */
  readonly format?: PrometheusFormat;
  /**
   * How metrics and attributes are called.
   *
   * @default {"UnderscoreEscapingWithSuffixes"}
   */
  readonly translation?: TranslationStrategy;
  /**
   * Whether OpenMetrics has a `_created` sample for each counter, histogram and summary. To a Prometheus without the
   * feature `created-timestamp-zero-ingestion` it is a series more. The protobuf format always has the time, which is no
   * series there.
   *
   * @default {true}
   */
  readonly created?: boolean;
  /**
   * Series, of one metric each, that are taken at most. The first ones stay, others are left out and counted.
   *
   * @default {1_000_000}
   */
  readonly maxSeries?: number;
  /**
   * Bytes that a text has at most, the few of its end apart. When some series would go beyond, they and all that come
   * after them are left out, and counted; no series is there in part.
   *
   * @default {268_435_456}
   */
  readonly maxBytes?: number;
}

/** What is wanted of one rendering. */
export interface RenderOptions {
  /** The families that are wanted: their own name, or that of one of their samples. All without it. */
  readonly names?: ReadonlySet<string>;
  /**
   * Bytes that a piece of the text has at least, the last one apart.
   *
   * @default {65_536}
   */
  readonly pieceBytes?: number;
}

const PIECE_BYTES = 65_536;

/** What a renderer needs of a format's families. */
interface Rendered {
  readonly omitted: FamilyOmissions;
  update(sets: readonly SetPoints[]): Iterable<void>;
  list(): readonly Pick<Family<Series>, "names" | "parts">[];
}

/**
 * Writes collections in one of Prometheus' formats, with names as OpenTelemetry's "Prometheus and OpenMetrics
 * Compatibility" gives them.
 *
 * Use one renderer for each reader and format: it keeps the text of the last collection and, as long as the series
 * stay the same, changes the numbers alone, at about the price of writing their digits. Memory: the text twice or three
 * times, with the names and labels of each series. In the protobuf format, series of whose sets nothing has arrived are
 * given again as they are, and others encoded anew behind their labels, which are kept.
 *
 * Nothing appears twice. A metric whose name belongs to a metric of another type is left out. Series that differ
 * in their attributes, but not in their labels, are added when they are sums or distributions of the same boundaries;
 * of others the first one stays. What is left out is told on the console and counted in {@linkcode omissions}.
 * A gauge that has no value yet has no line.
 *
 * An exponential histogram is a native one in the protobuf format, as long as its scale isn't below -4. Otherwise it is
 * written as a classic one, with the upper bounds of the buckets that hold something: bounds come with the data, and
 * stay until the histogram becomes coarser. A min-max-sum-count is a summary without quantiles.
 *
 * @example
 * ```ts
 * import { PrometheusRenderer } from "@percore/telemetry/prometheus";
 * const renderer = new PrometheusRenderer();
 * const bytes = renderer.render({
 *   resource: { attributes: { "service.name": "shop" } },
 *   sets: [],
 * });
 * const text = new TextDecoder().decode(bytes);
 * if (!text.endsWith('\ntarget_info{service_name="shop"} 1\n')) throw new Error(text);
 * ```
 */
export class PrometheusRenderer {
  /** What the `Content-Type` of what it writes is. */
  readonly contentType: string;
  readonly #syntax: Pick<Syntax<Series>, "reserved" | "targetInfo" | "end">;
  readonly #families: Rendered;
  readonly #maxBytes: number;
  #resource: Resource | undefined;
  #targetInfo = NOTHING;
  #cut = 0;

  /**
   * Makes a renderer that has written nothing yet.
   *
   * @throws {TypeError} when the translation strategy is none.
   */
  constructor(options: PrometheusRendererOptions = {}) {
    const {
      format = TEXT_0_0_4,
      translation = "UnderscoreEscapingWithSuffixes",
      created = true,
      maxSeries = 1_000_000,
      maxBytes = 268_435_456,
    } = options;
    if (!TRANSLATION_STRATEGIES.includes(translation)) {
      throw new TypeError(`no translation strategy ${translation}: ${TRANSLATION_STRATEGIES.join(", ")}`);
    }
    this.contentType = contentType(format);
    if (format.syntax === "protobuf") {
      const syntax = new ProtobufSyntax(format, translation);
      this.#syntax = syntax;
      this.#families = new Families(syntax, maxSeries);
    } else {
      const syntax = new TextSyntax(format, translation, created);
      this.#syntax = syntax;
      this.#families = new Families(syntax, maxSeries);
    }
    this.#maxBytes = maxBytes;
  }

  /** How many series the last exposition lacks, by reason. */
  get omissions(): Omissions {
    return { ...this.#families.omitted, max_bytes: this.#cut };
  }

  /** A collection in the renderer's format, in bytes of the caller's own. */
  render(collection: Collection, options: RenderOptions = {}): Uint8Array<ArrayBuffer> {
    return joined(Array.from(this.#parts(collection, options.names), (part) => part.bytes));
  }

  /**
   * The same in pieces, each of which takes about a millisecond at most: whoever asks for them decides what is done in
   * between. An empty piece is no end, but says that there was work without a text, with series that are new. Nobody may
   * change the pieces: one that is the same as last time may be given again.
   *
   * The series are those of the first piece that isn't empty, and the values those of the moment at which their piece is
   * written, in the protobuf format some pieces before: no value is older than the collection, the lines of a
   * distribution are of one moment, and a counter never falls from one text to the next. Two metrics may be of two
   * moments. Several texts may be under way at once.
   */
  *renderChunks(
    collection: Collection,
    { names, pieceBytes = PIECE_BYTES }: RenderOptions = {},
  ): Generator<Uint8Array<ArrayBuffer>, void, undefined> {
    let piece: Uint8Array[] = [], length = 0;
    for (const part of this.#parts(collection, names)) {
      if (part === NOTHING || (length === 0 && part.bytes.length >= pieceBytes)) {
        yield part.give();
        continue;
      }
      piece.push(part.bytes);
      length += part.bytes.length;
      if (length < pieceBytes) continue;
      yield joined(piece);
      piece = [];
      length = 0;
    }
    if (length > 0) yield joined(piece);
  }

  /** The parts of the text, each as it is now, with an empty one for each step without a text. */
  *#parts(collection: Collection, names: ReadonlySet<string> | undefined): Iterable<Part> {
    for (const _ of this.#families.update(collection.sets)) yield NOTHING;
    const families = this.#families.list().filter((family) => isWanted(family.names, names));
    const room = new Room(this.#maxBytes);
    if (isWanted(this.#syntax.reserved, names)) {
      const info = this.#infoOf(collection.resource);
      room.take(info.bytes.length);
      if (info !== NOTHING) yield info;
    }
    for (const family of families) yield* family.parts(room);
    this.#cut = room.cut;
    if (room.isOver) {
      warnOnce(`the Prometheus text is longer than ${this.#maxBytes} bytes: its end is left out`);
    }
    if (this.#syntax.end.length > 0) yield fixedPart(this.#syntax.end);
  }

  #infoOf(resource: Resource): Part {
    if (resource !== this.#resource) {
      this.#resource = resource;
      const bytes = this.#syntax.targetInfo(resource);
      this.#targetInfo = bytes.length === 0 ? NOTHING : fixedPart(bytes);
    }
    return this.#targetInfo;
  }
}

function isWanted(own: readonly string[], names: ReadonlySet<string> | undefined): boolean {
  return names === undefined || own.some((name) => names.has(name));
}
