import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { reachable, sessionEnded } from './connection.ts';
import { isUnreachable, problemOf } from './problem.ts';

const freshMs = 5000;

function notice(error: unknown): void {
  if (isUnreachable(error)) reachable.set(false);
  // A wrong password is a 401 too, but not the end of a session.
  else if (problemOf(error)?.code === 'UNAUTHENTICATED') sessionEnded.set(true);
  // What we may do has changed since we asked: what is shown follows.
  else if (problemOf(error)?.code === 'FORBIDDEN') void queryClient.invalidateQueries({ queryKey: ['session'] });
}

/** The cache of everything read from the API; it also notices that the platform is gone or the session has ended. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: notice, onSuccess: () => reachable.set(true) }),
  mutationCache: new MutationCache({ onError: notice, onSuccess: () => reachable.set(true) }),
  // The SDK repeats what may be repeated; asking again here would only delay the message.
  defaultOptions: { queries: { staleTime: freshMs, retry: false, networkMode: 'always' }, mutations: { networkMode: 'always' } },
});
