import { faults } from '#core/errors.ts';

/** The text of docs/errors.md. */
export function renderErrors(): string {
  const rows = Object.entries(faults).map(([code, { status, mqtt, coap, title }]) => {
    const anchor = code.toLowerCase();
    return `| [\`${code}\`](#${anchor}) | ${status} | 0x${mqtt.toString(16)} | ${Math.floor(coap / 100)}.${String(coap % 100).padStart(2, '0')} | ${title} |`;
  });
  const sections = Object.entries(faults).map(([code, { status, title, remedy }]) => `## ${code}\n\n${title} (${status}). ${remedy}\n`);
  return `# Errors

<!-- Written by \`node testing/tidy/write-errors.ts\` from core/errors.ts; a test fails when it is out of date. -->

Every error of the API is \`application/problem+json\` (RFC 9457) with a stable \`code\`. \`detail\` says what happened and what to do; \`places\`
names the fields it is about and what was expected there; \`type\` leads to the code's entry in the list below, served at \`/docs/errors\`;
\`instance\` finds the request in the log. A code that you don't know: go by its status.

\`\`\`json
{
  "type": "/docs/errors#BAD_REQUEST",
  "title": "The request is not valid",
  "status": 400,
  "code": "BAD_REQUEST",
  "detail": "name: letters, digits and _ - . : (1 to 128, starting with a letter or digit)",
  "instance": "urn:thalamus:request:req-2f",
  "places": [{ "field": "name", "expected": "letters, digits and _ - . : (1 to 128, starting with a letter or digit)" }]
}
\`\`\`

| code | HTTP status | MQTT 5 reason | CoAP | meaning |
|---|---|---|---|---|
${rows.join('\n')}

${sections.join('\n')}`;
}
