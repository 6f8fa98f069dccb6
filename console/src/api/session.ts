import { useSuspenseQuery } from '@tanstack/react-query';
import type { Session } from '@thalamus/sdk';
import { client } from './client.ts';
import { sessionEnded } from './connection.ts';
import { sessionQuery } from './queries.ts';
import { queryClient } from './query-client.ts';

/** Keeps what the API said about who we are, and that the session is good. */
export function acceptSession(session: Session): void {
  queryClient.setQueryData(sessionQuery.queryKey, session);
  sessionEnded.set(false);
}

/** Ends the session here and at the server; everything read under it is forgotten. */
export async function signOut(): Promise<void> {
  await client.signOut();
  queryClient.clear();
  location.assign('/sign-in');
}

/** The session of the signed-in pages; their route makes sure there is one. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery);
  if (data === null) throw new Error('this page needs a session');
  return data;
}
