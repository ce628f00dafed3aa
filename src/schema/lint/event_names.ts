import { quote } from "../printable.ts";
import type { Lints } from "./lints.ts";
import type { Subjects } from "./subjects.ts";

/** Verbs that events are often named after. */
const VERBS =
  "abort accept access add allocate apply approve assign attach authenticate authorize backup block bounce cache " +
  "call cancel change check click close collect commit complete configure confirm connect consume crash create deactivate decline " +
  "delete deliver deny deploy destroy detach detect disable disconnect discover dispatch drain drop elect enable end enqueue " +
  "enter error evict exceed execute exhaust exit expire export fail fetch finish flush generate handle hang import init initialize insert " +
  "install interrupt invalidate invite invoke join kill launch load lock log login logout mark merge migrate miss mount move " +
  "notify open order overflow pass pause place poll press process produce promote publish purchase purge queue receive recover " +
  "redirect refresh refund refuse register reject release reload remove rename renew replace report request require reset resize resolve " +
  "respond restart restore resume retry return revoke rotate save scale schedule scroll select ship sign skip start stop " +
  "store submit suspend swap switch sync terminate throttle timeout toggle track transfer transition trigger unload unlock unmount update upgrade " +
  "upload use validate verify view wait warn";

/** Past forms that aren't made with `-ed`, and the verbs. */
const IRREGULAR =
  "began:begin begun:begin bound:bind broke:break broken:break built:build caught:catch chosen:choose drawn:draw " +
  "driven:drive fallen:fall fell:fall found:find frozen:freeze given:give gone:go grown:grow held:hold hung:hang kept:keep left:leave " +
  "lost:lose made:make met:meet paid:pay ran:run rebuilt:rebuild sent:send shown:show slept:sleep sold:sell spent:spend " +
  "stolen:steal stuck:stick taken:take thrown:throw withdrawn:withdraw woken:wake won:win written:write wrote:write";

/** Words in `-ed` that are no past forms. */
const NOT_PAST: ReadonlySet<string> = new Set(
  "bed embed exceed feed indeed need proceed red seed shed speed succeed".split(" "),
);

/** Words that say that something is an event, not which one. */
const EVENT_WORDS: ReadonlySet<string> = new Set(["event", "events", "log", "logs"]);

/** The forms of verbs, and the verbs. */
const BASE_FORMS: ReadonlyMap<string, string> = new Map([
  ...VERBS.split(" ").flatMap((verb) => formsOf(verb).map((form): [string, string] => [form, verb])),
  ...IRREGULAR.split(" ").map((pair): [string, string] => {
    const [past = "", verb = ""] = pair.split(":");
    return [past, verb];
  }),
]);

/** The past and the present participle of a regular verb, with and without the last letter doubled. */
function formsOf(verb: string): readonly string[] {
  if (verb.endsWith("e")) return [`${verb}d`, `${verb.slice(0, -1)}ing`];
  const stems = [verb, `${verb}${verb.at(-1)}`];
  const past = /[^aeiou]y$/.test(verb) ? [`${verb.slice(0, -1)}ied`] : stems.map((stem) => `${stem}ed`);
  return [...past, ...stems.map((stem) => `${stem}ing`)];
}

/**
 * Events' names end with what happens, a verb in its base form: `shop.order.place`. What is reported is a last word that is
 * another form of a verb, as far as its letters tell, or that says no more than that it is an event. A noun is let pass: many are
 * verbs too, such as `crash`.
 */
export function lintEventNames({ events }: Subjects, lints: Lints): void {
  for (const subject of events) {
    if (subject.definition.deprecated !== undefined) continue;
    const { name } = subject, last = name.split(/[._]/).at(-1) ?? "";
    const base = BASE_FORMS.get(last);
    if (EVENT_WORDS.has(last)) {
      const hint = { expected: "a verb: what happens" };
      lints.addToName("PC158", subject, `the event's name ${quote(name)} ends with ${quote(last)}`, hint);
    } else if (base !== undefined) {
      const hint = { suggestion: `${name.slice(0, -last.length)}${base}` };
      lints.addToName(
        "PC158",
        subject,
        `the event's name ${quote(name)} ends with a form of ${quote(base)}`,
        hint,
      );
    } else if (/[a-z]{3}ed$/.test(last) && !NOT_PAST.has(last)) {
      const hint = { expected: "the verb's base form" };
      lints.addToName("PC158", subject, `the event's name ${quote(name)} ends with a verb's past form`, hint);
    }
  }
}
