import type { MetricReader } from "../aggregate/telemetry.ts";
import { after, type Cancel, every } from "../host/timer.ts";
import { describe, warnOnce } from "../host/warn.ts";
import { Changes } from "./changes.ts";
import { pointsText } from "./points_text.ts";
import type { Rendering } from "./rendering.ts";
import { type EventReader, SharedEvents } from "./shared_events.ts";

/** How events are sent. */
export interface EventStreamOptions {
  /** Milliseconds between two looks at the values. */
  readonly window: number;
  /** Milliseconds without an event after which a comment is sent. */
  readonly heartbeat: number;
  /** Milliseconds in which a client has to take what is sent. */
  readonly deadline: number;
  /** Bytes of an event. */
  readonly maxBytes: number;
  /** Whether the values don't change any more. */
  isOver(): boolean;
}

type Controller = ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;

const encoder = new TextEncoder();

/** What clients are sent first: it tells that the stream is there, and when to come back. */
const GREETING = encoder.encode("retry: 1000\n: percore\n\n");
const HEARTBEAT = encoder.encode(": heartbeat\n\n");

/** Sends the values that have changed to clients, as server-sent events, as fast as each of them takes them. */
export class EventStream {
  readonly #reader: Pick<MetricReader, "collect">;
  readonly #options: EventStreamOptions;
  readonly #changes = new Changes();
  /** Tells this process's events from those of another one. */
  readonly #run = String(Math.random()).slice(2);
  readonly #clients = new Set<Client>();
  readonly #events: SharedEvents;
  #stop: Cancel = () => {};

  constructor(reader: Pick<MetricReader, "collect">, options: EventStreamOptions) {
    this.#reader = reader;
    this.#options = options;
    this.#events = new SharedEvents(options.maxBytes);
  }

  /** How many clients there are. */
  get size(): number {
    return this.#clients.size;
  }

  /** The number of the current values. */
  get version(): number {
    return this.#changes.version;
  }

  /** Bytes of events that are kept for clients that haven't taken them yet. */
  get held(): number {
    return this.#events.held;
  }

  /**
   * A client's stream, from the event on that it has named, or from all values on.
   *
   * @throws {unknown} what the collection throws: then there is no client.
   */
  open(lastEventId: string | undefined): ReadableStream<Uint8Array<ArrayBuffer>> {
    this.#look();
    const client = new Client(this, this.#options, this.#versionOf(lastEventId), () => {
      this.#clients.delete(client);
      if (this.#clients.size === 0) this.#stop();
    });
    if (this.#clients.size === 0) this.#stop = every(this.#options.window, () => this.#look());
    this.#clients.add(client);
    client.wake(this.#options.isOver());
    return client.stream();
  }

  /** The event with what has changed since a version. All clients that have seen that one share it. */
  event(since: number, reader: EventReader): Promise<Rendering> {
    const { version } = this;
    return this.#events.open(since, reader, () => this.#write(since, version));
  }

  /** Says that a client has its event, or wants it no more. */
  close(reader: EventReader): void {
    this.#events.close(reader);
  }

  #versionOf(id = ""): number {
    const [run, version = ""] = id.split("-"), number = /^\d{1,15}$/.test(version) ? Number(version) : 0;
    return run === this.#run && number <= this.version ? number : 0;
  }

  *#write(since: number, version: number): Generator<Uint8Array<ArrayBuffer>> {
    yield encoder.encode(`id: ${this.#run}-${version}\nevent: values\ndata: `);
    yield* pointsText(this.#reader.collect(), this.#changes.since(since));
    yield encoder.encode("\n\n");
  }

  #look(): void {
    const before = this.version;
    this.#changes.update(this.#reader.collect());
    if (this.version !== before) this.#events.renew();
    const isOver = this.#options.isOver();
    for (const client of this.#clients) client.wake(isOver);
  }
}

/** One client and what it has been sent. */
class Client implements EventReader {
  readonly #events: EventStream;
  readonly #options: EventStreamOptions;
  readonly #ended: () => void;
  #version: number;
  #controller: Controller | undefined;
  #chunks: Iterator<Uint8Array<ArrayBuffer>> | undefined;
  #isOver = false;
  #isClosed = false;
  #wake: () => void = () => {};
  #stalled: Cancel = () => {};

  constructor(events: EventStream, options: EventStreamOptions, version: number, ended: () => void) {
    this.#events = events;
    this.#options = options;
    this.#version = version;
    this.#ended = ended;
  }

  stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => {
        this.#controller = controller;
        this.#send(GREETING);
      },
      pull: () => this.#pull(),
      cancel: () => this.#end(),
    }, { highWaterMark: 0 });
  }

  /** Says that there may be something new, and whether it is the last. */
  wake(isOver: boolean): void {
    this.#isOver = isOver;
    this.#wake();
  }

  /** Ends the stream before its end, so that the client knows that something is missing. */
  cut(reason: string): void {
    if (this.#isClosed) return;
    this.#end();
    this.#controller?.error(new Error(reason));
  }

  async #pull(): Promise<void> {
    this.#stalled();
    try {
      const chunk = await this.#next();
      if (this.#isClosed) return;
      if (chunk !== undefined) return this.#send(chunk);
      this.#end();
      this.#controller?.close();
    } catch (error) {
      warnOnce(`an event could not be sent: ${describe(error)}`);
      this.cut("an event could not be made");
    }
  }

  /** A piece of an event, or a heartbeat; nothing when there will be none any more. */
  async #next(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    for (;;) {
      const { done = true, value } = this.#chunks?.next() ?? {};
      if (!done) return value;
      this.#chunks = undefined;
      this.#events.close(this);
      const { version } = this.#events;
      if (version > this.#version) {
        const event = await this.#events.event(this.#version, this);
        if (this.#isClosed) return undefined;
        this.#version = version;
        this.#chunks = event.chunks();
      } else if (this.#isOver || this.#isClosed) return undefined;
      else if (!await this.#somethingNew()) return HEARTBEAT;
    }
  }

  /** Resolves to whether there may be something new, or to false when it is time for a heartbeat. */
  #somethingNew(): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = after(this.#options.heartbeat, () => resolve(false));
      this.#wake = () => {
        if (this.#events.version === this.#version && !this.#isOver && !this.#isClosed) return;
        cancel();
        resolve(true);
      };
    });
  }

  #send(chunk: Uint8Array<ArrayBuffer>): void {
    this.#controller?.enqueue(chunk);
    this.#stalled = after(this.#options.deadline, () => this.cut("a client took too long to read"));
  }

  #end(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stalled();
    this.#wake();
    this.#chunks = undefined;
    this.#events.close(this);
    this.#ended();
  }
}
