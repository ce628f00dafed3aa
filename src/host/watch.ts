import { fileSystem, type Watched } from "./runtime.ts";
import { delay } from "./wait.ts";

/** Watches folders for changes. Changes between two waits are not missed. */
export class Watcher {
  readonly #concerns: (name: string) => boolean;
  readonly #watched = new Map<string, Watched>();
  #isChanged = false;
  #wake = () => {};

  /** @param concerns Whether a change of what has that name counts. */
  constructor(concerns: (name: string) => boolean) {
    this.#concerns = concerns;
  }

  /**
   * Also watches what is in a folder. One that is watched already, or can't be, is passed over. A file is watched by
   * its folder: what is written anew is often another file under its name.
   *
   * @param depth `all`: in its folders too.
   */
  add(path: string, depth: "one" | "all"): void {
    const key = `${depth} ${path}`;
    if (this.#watched.has(key)) return;
    try {
      const watched = fileSystem()?.watch(path, { recursive: depth === "all" }, (_, name) => {
        // Not every system tells the name.
        if (name !== null && !this.#concerns(name)) return;
        this.#isChanged = true;
        this.#wake();
      });
      if (watched === undefined) return;
      this.#watched.set(key, watched);
      // What is gone can't be watched any longer; when it is there again, it is added again.
      watched.on("error", () => this.#remove(key));
    } catch {
      // There is no such folder, or no room for one more watch.
    }
  }

  /** Resolves once there has been a change since the last time, and no other for `quiet` milliseconds. */
  async settled(quiet: number): Promise<void> {
    if (!this.#isChanged) await new Promise<void>((resolve) => this.#wake = resolve);
    while (this.#isChanged) {
      this.#isChanged = false;
      await delay(quiet);
    }
  }

  close(): void {
    for (const key of [...this.#watched.keys()]) this.#remove(key);
  }

  #remove(key: string): void {
    this.#watched.get(key)?.close();
    this.#watched.delete(key);
  }
}
