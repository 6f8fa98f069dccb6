import { type Client, createClient } from '@thalamus/sdk';

/** Signs in as the first administrator and returns a client with a key, as any application would have. */
export async function openApi(url: string, email: string, password: string): Promise<Client> {
  const person = createClient({ url });
  await person.signIn({ email, password });
  const { key } = await person.createApiKey({ name: 'benchmark', role: 'owner' });
  return createClient({ url, apiKey: key });
}
