/** What a key is called as a credential. */
export function keyCredential(id: string): string {
  return `key:${id}`;
}

/** The name under which a key's program is known to the data plane: its service account, else the key alone. */
export function applicationOf(id: string, account: string | null): string {
  return account ?? keyCredential(id);
}
