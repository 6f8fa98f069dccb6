import { createClient } from '@thalamus/sdk';

/** The console speaks to the platform that served it. */
export const client = createClient({ url: '' });
