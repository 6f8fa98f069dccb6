/** What holds for all operations; the front page of the reference. */
export const introduction = `Connect any device, manage it, build on it, learn from its data.

**Who is calling.** A program sends an API key, \`Authorization: Bearer thk_…\`; a browser has the cookie of its session. Who may act in several
tenants names one in \`Thalamus-Tenant\`. Every operation says which permission it needs (\`x-permission\`).

**Errors** are \`application/problem+json\` with a stable \`code\`, the \`places\` at fault and what was expected there:
[what each means and what to do](/docs/errors). Ignore fields and codes that you don't know: there may be more of them at any time.

**Lists** come in pages: ask again with \`cursor\` set to the \`next\` of the page before, until it is null. Many take a \`filter\`, one language for
all of them (docs/filters.md).

**Repeating.** After 429, 503 or no answer at all try again, later and later, and not before \`Retry-After\`. A creation that carries an
\`Idempotency-Key\` is done once, however often it is sent.

**Changing what others change too.** An answer to a GET has an \`ETag\`; a change that sends it as \`If-Match\` is refused with
PRECONDITION_FAILED when somebody else was first. A GET that sends it as \`If-None-Match\` gets 304 when nothing changed.

**Programs** in TypeScript or JavaScript use \`@thalamus/sdk\`, which does all of this: a method per operation, named as it is here.`;
