/** Somebody who signed in as a browser does. */
export interface Person {
  /** The answer to a call with the session's cookie, whatever it is. */
  ask(method: string, path: string, body?: unknown): Promise<Response>;
}

/** Signs in; throws with the answer when that is refused. */
export async function signIn(url: string, login: { readonly email: string; readonly password: string }): Promise<Person> {
  const answer = await send('', 'POST', '/api/v1/session', login);
  if (!answer.ok) throw new Error(`sign in: ${answer.status} ${await answer.text()}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
  return { ask: (method, path, body) => send(cookie, method, path, body) };

  function send(cookies: string, method: string, path: string, body: unknown): Promise<Response> {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const headers = { origin: url, ...(cookies === '' ? {} : { cookie: cookies }), ...json };
    return fetch(url + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  }
}
