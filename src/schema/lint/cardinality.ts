import type { UsedAttribute } from "../model.ts";
import { quote } from "../printable.ts";
import type { Lints } from "./lints.ts";
import type { Subject, Subjects } from "./subjects.ts";

/** Attributes of semantic conventions that have a value for nearly each request, user, connection or statement. */
const MANY_VALUED: ReadonlySet<string> = new Set(
  ("client.address client.port code.stacktrace db.operation.parameter db.query.parameter db.query.text db.statement " +
    "destination.port enduser.id enduser.pseudo.id error.message event.id exception.message exception.stacktrace " +
    "faas.invocation_id file.path gen_ai.conversation.id gen_ai.response.id http.client_ip http.target http.url " +
    "log.record.original log.record.uid messaging.message.conversation_id messaging.message.id net.peer.ip " +
    "net.sock.peer.addr net.sock.peer.port network.peer.address network.peer.port process.command_line session.id " +
    "session.previous_id source.address source.port tls.client.ja3 tls.client.hash.sha256 url.fragment url.full " +
    "url.original url.path url.query user.email user.full_name user.hash user.id user.name user_agent.original")
    .split(" "),
);

/** What the last part of other keys says of their values. */
const MANY_VALUED_PART =
  /\.(?:(?:[a-z0-9_]+_)?(?:correlation|message|request|session|span|trace|transaction|user)_id|e?mail|email_address|guid|uuid|ip|ip_address|stack_?trace|timestamp|query_text|raw_url|full_url)$/;

/**
 * Attributes of metrics that have so many values that each of them makes a series: `user.id`, `url.full`. Those with a
 * closed set of values and those that only who asks for them gets are let pass.
 */
export function lintCardinality({ metrics, metricSets }: Subjects, lints: Lints): void {
  for (const subject of metrics) {
    if ("attributes" in subject.definition) lintAttributes(subject, subject.definition.attributes, lints);
  }
  for (const subject of metricSets) {
    lintAttributes(subject, [...subject.definition.registration, ...subject.definition.measurement], lints);
  }
}

function lintAttributes(subject: Subject, attributes: readonly UsedAttribute[], lints: Lints): void {
  for (const attribute of attributes) {
    const { key, type, requirementLevel, place } = attribute;
    if (typeof type !== "string" || type === "boolean" || requirementLevel.level === "opt_in") continue;
    if (!MANY_VALUED.has(key) && !MANY_VALUED_PART.test(key)) continue;
    const message = `the ${subject.kind} ${quote(subject.name)} has the attribute ${
      quote(key)
    }, of many values`;
    lints.add("PC175", subject, place, message, {
      expected: "an attribute with few values, or requirement_level: opt_in",
      others: [attribute],
    });
  }
}
