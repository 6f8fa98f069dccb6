// Runs in the browser, around the Scalar reference: who is calling, and with which key. The key stays in this tab (sessionStorage).

const hourMs = 3_600_000;
const kept = 'thalamus-reference-key';
const part = (id) => document.getElementById(id);

let session;
let key = readKey();
let reference = Scalar.createApiReference('#app', configuration());
show();
void look();
// Somebody may have signed in or out elsewhere.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') void look();
});

part('make').addEventListener('submit', (event) => act(event, make));
part('paste').addEventListener('submit', (event) => act(event, paste));
part('drop').addEventListener('click', (event) => act(event, drop));

function configuration() {
  return {
    url: '/api/openapi.json',
    title: 'Thalamus API',
    servers: [{ url: location.origin }],
    authentication: { preferredSecurityScheme: 'apiKey', securitySchemes: { apiKey: { token: key?.text ?? '' } } },
    // Without a key the session counts, which an empty one would override.
    onBeforeRequest: ({ request }) => {
      if (/^Bearer\s*$/.test(request.headers.get('authorization') ?? '')) request.headers.delete('authorization');
    },
    telemetry: false,
    withDefaultFonts: false,
    hideClientButton: true,
    showDeveloperTools: 'never',
    agent: { disabled: true },
    mcp: { disabled: true },
    persistAuth: false,
  };
}

async function look() {
  const answer = await fetch('/api/v1/session', { headers: { accept: 'application/json' } }).catch(() => undefined);
  session = answer?.ok ? await answer.json() : undefined;
  show();
}

async function make() {
  const expiresAt = Date.now() + hourMs;
  const {
    key: text,
    id,
    prefix,
    role,
  } = await call('POST', '/api/v1/api-keys', { name: 'API reference', role: part('role').value, expiresAt });
  take({ text, id, prefix, role, expiresAt });
}

function paste() {
  const text = part('key').value.trim();
  part('key').value = '';
  take({ text, prefix: text.slice(0, 20) });
}

async function drop() {
  // Only what this page made is its to delete.
  if (key?.id !== undefined) await call('DELETE', `/api/v1/api-keys/${key.id}`).catch(() => {});
  take(undefined);
}

function take(next) {
  key = next;
  if (key === undefined) sessionStorage.removeItem(kept);
  else sessionStorage.setItem(kept, JSON.stringify(key));
  reference.destroy();
  reference = Scalar.createApiReference('#app', configuration());
  show();
}

function readKey() {
  const known = JSON.parse(sessionStorage.getItem(kept) ?? 'null') ?? undefined;
  return known?.expiresAt === undefined || known.expiresAt > Date.now() ? known : undefined;
}

function show(problem) {
  const may = session?.permissions.includes('access.key') ?? false;
  part('who').textContent = problem ?? standing();
  part('who').classList.toggle('problem', problem !== undefined);
  part('sign-in').hidden = session !== undefined || key !== undefined;
  part('make').hidden = key !== undefined || !may;
  part('paste').hidden = key !== undefined;
  part('drop').hidden = key === undefined;
  part('drop').textContent = key?.id === undefined ? 'Forget the key' : 'Delete the key';
}

function standing() {
  if (key !== undefined) {
    const role = key.role === undefined ? '' : ` (${key.role})`;
    const until = key.expiresAt === undefined ? '' : ` until ${new Date(key.expiresAt).toLocaleTimeString([], { timeStyle: 'short' })}`;
    return `Calls and samples use the key ${key.prefix}…${role}${until}, in this tab only.`;
  }
  if (session === undefined) return 'You are not signed in: calls need a key.';
  return `Calls use your session: ${session.person.name}, tenant ${session.tenant}. Samples need a key.`;
}

async function call(method, path, body) {
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  if (answer.status === 204) return undefined;
  const read = await answer.json();
  if (!answer.ok) throw new Error(read.detail ?? read.title);
  return read;
}

async function act(event, work) {
  event.preventDefault();
  try {
    await work();
  } catch (error) {
    show(error.message);
  }
}
