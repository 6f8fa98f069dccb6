import { faults } from '#core/errors.ts';

/** The text of docs/errors.md. */
export function renderErrors(): string {
  const rows = Object.entries(faults).map(
    ([code, { status, mqtt, coap, title }]) =>
      `| \`${code}\` | ${status} | 0x${mqtt.toString(16)} | ${Math.floor(coap / 100)}.${String(coap % 100).padStart(2, '0')} | ${title} |`,
  );
  return `# Errors

<!-- Written by \`node testing/tidy/write-errors.ts\` from core/errors.ts; a test fails when it is out of date. -->

Every error of the API is \`application/problem+json\` (RFC 9457) with a stable \`code\`. \`detail\` says what happened and what to do;
\`places\` names the fields it is about.

| code | HTTP status | MQTT 5 reason | CoAP | meaning |
|---|---|---|---|---|
${rows.join('\n')}
`;
}
