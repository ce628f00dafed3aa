/** Prints how many MiB an arena has. */
import { arena } from "../../src/set/arena.ts";

console.log(arena.byteLength / 2 ** 20);
