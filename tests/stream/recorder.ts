import { createTelemetry, type Telemetry } from "@percore/telemetry";
import fc from "fast-check";
import { Levels, Word, Worded } from "../aggregate/model_sets.ts";
import { Always, span } from "../set/exemplar_sets.ts";
import { Distributions, Observed } from "../set/more_sets.ts";
import { Colour, Labelled, Plain } from "../set/sample_sets.ts";

/** One recording: which instrument, and with what. */
export type Recording = readonly [instrument: number, value: number];

/** Some recordings. */
export const recordings: fc.Arbitrary<Recording[]> = fc.array(
  fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 1000 })),
  { maxLength: 20 },
);

/** Records with every instrument. Values are such that sums of doubles are exact, whatever their order. */
export class Recorder implements Disposable {
  readonly telemetry: Telemetry = createTelemetry({ resource: { "service.name": "test" }, cadence: 1e6 });
  readonly #plain = this.telemetry.register(Plain);
  readonly #labelled = [1, 2].map((id) =>
    this.telemetry.register(Labelled, {
      entity: { "service.instance.id": `instance ${id}`, "thread.id": id },
      attributes: { "sample.region": "eu" },
    })
  );
  readonly #observed = this.telemetry.register(Observed);
  readonly #distributions = this.telemetry.register(Distributions);
  readonly #levels = this.telemetry.register(Levels, { entity: { "thread.id": 1 } });
  readonly #worded = this.telemetry.register(Worded);
  readonly #exemplars = this.telemetry.register(Always);

  record([instrument, value]: Recording): void {
    const labelled = this.#labelled[value % 2];
    switch (instrument) {
      case 0:
        return this.#plain.count.add(value);
      case 1:
        return this.#plain.amount.add(value / 8);
      case 2:
        return this.#plain.active.add(value - 500);
      case 3:
        return this.#plain.balance.add((value - 500) / 8);
      case 4:
        return this.#plain.level.set(value / 2);
      case 5:
        return this.#plain.depth.set(value);
      case 6:
        return this.#plain.duration.record(value / 16);
      case 7:
      case 8:
        return labelled?.with(Colour.red, value % 3 === 0 ? 1 : 0).count.add(value);
      case 9:
        return labelled?.with(Colour.blue, 0).size.record(value);
      case 10:
        return this.#observed.total.observe(value);
      case 11:
        return this.#observed.level.observe(value / 4);
      case 12:
      case 13:
        return this.#distributions.spread.record(value % 50 === 0 ? 0 : (value - 500) / 8);
      case 14:
        return this.#distributions.summary.record(value / 8);
      case 15:
        return this.#levels.last.set(value);
      case 16:
        return this.#levels.sum.set(value);
      case 17:
      case 18:
        return this.#worded.with(Word.from(`word ${value % 5}`)).count.add(value);
      case 19:
        return this.#exemplars.duration.record(value / 4, span(value % 100));
      default:
        return this.#plain.count.add(2 ** 30);
    }
  }

  [Symbol.dispose](): void {
    void this.telemetry.shutdown();
  }
}
