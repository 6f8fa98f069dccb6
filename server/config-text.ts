import type { Config } from './config.ts';
import { type ConfigKey, type ConfigName, configKeys, configNames, variableOf } from './config-keys.ts';

const mask = '********';

/** What is in force and where each value came from, secrets masked: one line per key. */
export function printConfig(config: Config): string {
  const rows = configNames.map((name) => {
    const value = config[name];
    const shown = value === undefined ? '(not set)' : shownValue(name, String(value));
    return [variableOf(name), shown, config.origins[name]] as const;
  });
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map(([name, value, origin]) => `${name.padEnd(widths[0] ?? 0)}  ${value.padEnd(widths[1] ?? 0)}  ${origin}\n`).join('');
}

/** The text of docs/configuration.md. */
export function renderConfigDocument(): string {
  const rows = configNames.map((name) => {
    const spec: ConfigKey<unknown> = configKeys[name];
    const unit = spec.unit === undefined ? '' : ` (${spec.unit})`;
    return `| \`${variableOf(name)}\` | ${spec.default === undefined ? '–' : `\`${spec.default}\``} | ${spec.kind.expected}${unit} | ${spec.text} |`;
  });
  return `# Configuration

<!-- Written by \`node server/config-document.ts\` from server/config-keys.ts; a test fails when it is out of date. -->

Every setting has a default. A JSON file (\`thalamus.json\` in the data folder, or the file that \`THALAMUS_CONFIG\` names) overrides it, and
an environment variable overrides both. In the file \`THALAMUS_HTTP_PORT\` is \`httpPort\` and so on: \`{"httpPort": 9090}\`. An unknown key or
a bad value stops the start with one line that names the key and what was expected.

| variable | default | expected | meaning |
|---|---|---|---|
${rows.join('\n')}

\`THALAMUS_URL\`, \`THALAMUS_API_KEY\`, \`THALAMUS_PROFILE\` and \`THALAMUS_TENANT\` belong to the command line client; the server ignores them.
`;
}

function shownValue(name: ConfigName, value: string): string {
  const spec: ConfigKey<unknown> = configKeys[name];
  if (spec.secret !== true) return value;
  if (!URL.canParse(value)) return mask;
  const url = new URL(value);
  if (url.password !== '') url.password = mask;
  return url.href;
}
