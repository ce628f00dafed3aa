/** What the end of a "worker" throws. */
export class Death extends Error {}

/** Equal stores, one behind the other, that count as one: a page of buckets has hundreds. */
const FILLED = 32;

/** How many stores a "worker" makes before it ends. */
export class Fuse {
  #left = Infinity;
  #isBurnt = false;

  /** Whether it has ended, and somebody may have caught what it threw. */
  get isBurnt(): boolean {
    return this.#isBurnt;
  }

  /** It ends after so many stores. */
  light(stores: number): void {
    this.#left = stores;
    this.#isBurnt = false;
  }

  /** It doesn't end. */
  putOut(): void {
    this.#left = Infinity;
  }

  /** To be called before each store. */
  burn(): void {
    if (this.#left <= 0) {
      this.#isBurnt = true;
      throw new Death();
    }
    this.#left--;
  }
}

type Views =
  | Uint8ArrayConstructor
  | Int32ArrayConstructor
  | Uint32ArrayConstructor
  | Float64ArrayConstructor;

/**
 * Calls `make`, which makes an object that stores in shared memory: all stores of its views burn the fuse from then on.
 * The code under test knows nothing of it; a view costs some hundred times as much.
 */
export function withBurningViews<Made>(fuse: Fuse, make: () => Made): Made {
  const restore = replaceViews(fuse);
  try {
    return make();
  } finally {
    restore();
  }
}

/** The same for the views that are constants of a module, which is loaded once more for that; its path is seen from here. */
export async function importBurning<Module>(fuse: Fuse, path: string): Promise<Module> {
  const restore = replaceViews(fuse);
  try {
    // A path, since Bun takes a URL for the same module whatever its query.
    return await import(`${path}?burning`);
  } finally {
    restore();
  }
}

function replaceViews(fuse: Fuse): () => void {
  const { Uint8Array, Int32Array, Uint32Array, Float64Array } = globalThis;
  globalThis.Uint8Array = burning(Uint8Array, fuse);
  globalThis.Int32Array = burning(Int32Array, fuse);
  globalThis.Uint32Array = burning(Uint32Array, fuse);
  globalThis.Float64Array = burning(Float64Array, fuse);
  return () => void Object.assign(globalThis, { Uint8Array, Int32Array, Uint32Array, Float64Array });
}

function burning<Kind extends Views>(kind: Kind, fuse: Fuse): Kind {
  return new Proxy(kind, {
    construct(target, parts): object {
      const view: object = Reflect.construct(target, parts);
      return new Proxy(view, {
        get: (view, key) => key === "fill" ? fill.bind(undefined, view, fuse) : Reflect.get(view, key),
        set(view, key, value) {
          fuse.burn();
          return Reflect.set(view, key, value);
        },
      });
    },
  });
}

function fill(view: object, fuse: Fuse, value: number, start: number, end: number): void {
  for (let i = start; i < end; i++) {
    if ((i - start) % FILLED === 0) fuse.burn();
    Reflect.set(view, i, value);
  }
}
