import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type AccountClaims, type Configuration } from 'oidc-provider';

/** How the platform is known there. */
export const client = { clientId: 'thalamus', clientSecret: 'planted-client-secret-4711' };

/** A real OpenID provider on this machine, with the accounts that a test gives it. */
export async function startProvider(
  accounts: Readonly<Record<string, Omit<AccountClaims, 'sub'>>>,
  redirectUri: string,
  more: Configuration = {},
) {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const asked: string[] = [];
  const provider = new Provider(`http://${host}`, {
    clients: [{ client_id: client.clientId, client_secret: client.clientSecret, redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: (_ctx, id) => ({ accountId: id, claims: async () => ({ sub: id, ...accounts[id] }) }),
    cookies: { keys: ['test'] },
    ...more,
  });
  const answer = provider.callback();
  server.on('request', (request, response) => {
    asked.push(`${request.method} ${request.url?.split('?')[0]}`);
    void answer(request, response);
  });
  return {
    issuer: `http://${host}`,
    host,
    asked,
    signIn: (location: string, account: string) => signIn(location, account),
    cancel: (location: string) => cancel(location),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export type TestProvider = Awaited<ReturnType<typeof startProvider>>;

/** What a browser does at the provider: signs in and agrees; ends with the address that leads back to us. */
async function signIn(location: string, account: string): Promise<string> {
  const browser = createBrowser();
  const login = await browser.follow(location);
  const consent = await browser.submit(login, { prompt: 'login', login: account, password: 'x' });
  return await browser.submit(consent, { prompt: 'consent' });
}

async function cancel(location: string): Promise<string> {
  const browser = createBrowser();
  return await browser.follow(`${await browser.follow(location)}/abort`);
}

function createBrowser() {
  const cookies = new Map<string, string>();
  return { follow, submit: (page: string, fields: Record<string, string>) => follow(page, new URLSearchParams(fields)) };

  /** Follows redirects until a page, or until they leave the provider. */
  async function follow(address: string, form?: URLSearchParams): Promise<string> {
    const answer = await fetch(address, {
      redirect: 'manual',
      headers: { cookie: Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === undefined ? {} : { method: 'POST', body: form }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';', 1)[0] ?? '').split(/=(.*)/s);
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    await answer.text();
    const next = answer.headers.get('location');
    if (next === null) return address;
    const target = new URL(next, address);
    return target.host === new URL(address).host ? await follow(target.href) : target.href;
  }
}
