import { createClient } from '@thalamus/sdk';
import { chosenTenant } from './tenant.ts';

/** The console speaks to the platform that served it. */
export const client = createClient({ url: '', tenant: chosenTenant });
