import type { Declared } from "./declared.ts";
import type { Definition } from "./model.ts";

/** What a declaration says of itself, as a definition. */
export function definitionOf(declared: Declared): Definition {
  const { place, brief = "", note, stability = "development", deprecated, annotations } = declared;
  return {
    brief,
    ...(note === undefined || note === "" ? {} : { note }),
    stability,
    ...(deprecated === undefined ? {} : { deprecated }),
    ...(annotations === undefined ? {} : { annotations }),
    place,
  };
}
