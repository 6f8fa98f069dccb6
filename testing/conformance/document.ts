import type { SourceFile } from '../tidy/source-file.ts';
import type { Exemption, Statement } from './statement.ts';
import { statements311 } from './statements-3.1.1.ts';
import { statements50 } from './statements-5.0.ts';
import { collectTags, type Places } from './tags.ts';

interface Specification {
  readonly name: string;
  readonly prefix: string;
  readonly statements: readonly Statement[];
}

const specifications: readonly Specification[] = [
  { name: 'MQTT 3.1.1', prefix: 'MQTT', statements: statements311 },
  { name: 'MQTT 5.0', prefix: 'MQTT5', statements: statements50 },
];

const exemptions: Readonly<Record<Exemption, string>> = {
  client: 'bind clients',
  offered: 'are about servers that lack, or do differently, what this one does',
  general: 'describe no behaviour of their own',
};

/** Statements that bind a server and have no tag in the code or in the title of a test; and tags of no statement. */
export function conformanceProblems(files: readonly SourceFile[]): string[] {
  const tags = collectTags(files);
  const problems: string[] = [];
  for (const { prefix, statements } of specifications) {
    for (const statement of statements.filter(({ exemption }) => exemption === undefined)) {
      const { code, tests } = placesOf(statement, tags);
      if (code.length > 0 && tests.length > 0) continue;
      problems.push(`[${prefix}-${statement.clause}] is tagged in ${code.length} sources and ${tests.length} tests`);
    }
  }
  const known = new Set(specifications.flatMap(({ prefix, statements }) => statements.map(({ clause }) => `${prefix}-${clause}`)));
  for (const [tag, { code, tests }] of tags) {
    if (!known.has(tag)) problems.push(`[${tag}] in ${[...code, ...tests].join(', ')} is no statement`);
  }
  return problems;
}

/** The text of docs/mqtt-conformance.md. */
export function renderConformance(files: readonly SourceFile[]): string {
  const tags = collectTags(files);
  return `# MQTT conformance

<!-- Written by \`node testing/conformance/write-document.ts\` from the lists in testing/conformance and the tags in code and tests; a test fails when
it is out of date, when a statement has no tag in the code, or none in a test. -->

Every numbered normative statement of MQTT 3.1.1 and 5.0, in our words: where the code keeps it, and which test shows it. Paths are below
\`platform/connection\`. A statement of 5.0 that has the number and the meaning of one of 3.1.1 shares its tag \`[MQTT-…]\`; all others have
\`[MQTT5-…]\`.

${specifications.map((specification) => section(specification, tags)).join('\n')}`;
}

function section({ name, prefix, statements }: Specification, tags: ReadonlyMap<string, Places>): string {
  const own = statements.filter(({ exemption }) => exemption === undefined);
  const rows = own.map((statement) => {
    const { code, tests } = placesOf(statement, tags);
    return `| ${prefix}-${statement.clause} | ${statement.text} | ${paths(code)} | ${paths(tests)} |`;
  });
  const others = Object.entries(exemptions).map(([exemption, meaning]) => {
    const exempt = statements.filter((statement) => statement.exemption === exemption);
    return exempt.length === 0 ? '' : `\nThese ${meaning}: ${exempt.map(({ clause }) => clause).join(', ')}.\n`;
  });
  return `## ${name}

${own.length} statements bind a server; each has code and a test.

| statement | what it asks | code | tests |
|---|---|---|---|
${rows.join('\n')}
${others.join('')}`;
}

function placesOf({ tags: names }: Statement, tags: ReadonlyMap<string, Places>): Places {
  const places = names.map((name) => tags.get(name)).filter((found) => found !== undefined);
  const unique = (lists: readonly (readonly string[])[]) => [...new Set(lists.flat())].sort();
  return { code: unique(places.map(({ code }) => code)), tests: unique(places.map(({ tests }) => tests)) };
}

function paths(files: readonly string[]): string {
  return files.length === 0 ? '–' : files.map((path) => `\`${path.replace(/^platform\/connection\//, '')}\``).join(' ');
}
