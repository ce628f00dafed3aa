import { type Code, CODES, compile, type Diagnostic, formatDiagnostic, lint } from "../src/schema/mod.ts";
import { table } from "../src/codegen/docs/table.ts";
import { type Explanation, EXPLANATIONS } from "../src/schema/explanations/mod.ts";

const HEAD = `# Problems in a schema

Made by \`deno task errors\` from \`src/schema/codes.ts\` and \`src/schema/explanations\`; each example is compiled, and what is
shown under it is what percore says. \`percore check\` reports all problems of a schema in one run, each with its code, its place and,
where there is one, what would be right; \`percore gen\` reports all but the lints.

An **error** means that there is no schema: nothing is generated. A **warning** from PC150 on is a lint: the schema can be
used, and could be better. What a registry defines that the schema only depends on isn't looked
at, but for errors.

## Excepting a definition from a lint

An annotation says which lint doesn't concern a definition, and why. On an attribute, an entity, a signal or an enum's member
it is about that, on a metric set also about the set's metrics; a file of percore/1 can have it at its top, for all that the
file defines. It needs a reason, and one that silences nothing is a warning itself.

\`\`\`yaml
annotations:
  percore:
    allow:
      - { code: PC166, reason: The device reports milliseconds. }
\`\`\`

The exceptions that Weaver's policies know count as well: \`annotations.naming_conventions.policy_exceptions\` and
\`annotations.stability.policy_exceptions\`.
`;

/** All problems of an example. */
export function problemsOf(example: Explanation["wrong"]): readonly Diagnostic[] {
  const { schema, problems } = compile(
    typeof example === "string" ? [{ file: "shop.yaml", text: example }] : example,
  );
  return schema === undefined ? problems : [...problems, ...lint(schema)];
}

/** The page that explains every code. */
export function errorsPage(): string {
  const codes = Object.keys(CODES).filter((code): code is Code => code in CODES);
  const rows = codes.map((code) => {
    const { level, title } = CODES[code];
    return [`[${code}](#${code.toLowerCase()})`, level, title];
  });
  return [
    HEAD,
    ["## All codes", "", ...table(["code", "level", "what it is"], rows), ""].join("\n"),
    ...codes.map(section),
  ].join("\n");
}

function section(code: Code): string {
  const { title, level } = CODES[code];
  const explanation = EXPLANATIONS[code];
  const heading = `## ${code}\n\n**${title}** (${level}).`;
  if (explanation === undefined) return `${heading}\n`;
  const { about, fix, wrong, right, report } = explanation;
  return `${heading} ${about}

${fix}

${filesOf(wrong)}

${block("text", report ?? problemsOf(wrong).map(formatDiagnostic).join("\n\n"))}

Right:

${filesOf(right)}
`;
}

/** An example's files, those of what it depends on first, each under its name where there are several. */
function filesOf(example: Explanation["wrong"]): string {
  if (typeof example === "string") return block("yaml", example);
  const { manifest, files, dependencies } = example;
  const own = [...(manifest === undefined ? [] : [manifest]), ...files];
  const blocks = own.map(({ file, text }) =>
    (own.length > 1 ? `\`${file}\`:\n\n` : "") + block("yaml", text)
  );
  return [...dependencies.map(({ source }) => filesOf(source)), ...blocks].join("\n\n");
}

function block(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}
