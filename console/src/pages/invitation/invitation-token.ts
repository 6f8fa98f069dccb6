const storageKey = 'thalamus-invitation';

/**
 * The secret behind the `#` of an invitation's link. It is taken out of the address, so that it stays in no history, and kept for this tab,
 * so that a reload and the way back from an organisation's sign-in find it.
 */
export function invitationToken(): string {
  const given = decodeURIComponent(location.hash.replace(/^#(token=)?/, ''));
  if (given === '') return sessionStorage.getItem(storageKey) ?? '';
  sessionStorage.setItem(storageKey, given);
  history.replaceState(history.state, '', location.pathname);
  return given;
}

/** It was used: nobody needs it any more. */
export function forgetInvitation(): void {
  sessionStorage.removeItem(storageKey);
}
