import { type Client, createClient } from '@thalamus/sdk';

/** Who may do what: a client with a key, as any application would have, and the first administrator, who runs the platform. */
export interface OpenApi {
  readonly api: Client;
  readonly operator: Client;
}

/** Signs in as the first administrator. */
export async function openApi(url: string, email: string, password: string): Promise<OpenApi> {
  const operator = createClient({ url });
  await operator.signIn({ email, password });
  const { key } = await operator.createApiKey({ name: 'benchmark', role: 'owner' });
  return { api: createClient({ url, apiKey: key }), operator };
}
