/** What a request says of the page that sent it. */
export type Origin = 'same' | 'cross' | 'unknown';

/**
 * Judges by Sec-Fetch-Site, which pages can't forge, else by Origin against Host (and the public address, where a proxy changes Host).
 * The schemes are not compared: TLS may end before us.
 */
export function originOf(header: (name: string) => string | undefined, publicUrl: string | undefined): Origin {
  const site = header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none' ? 'same' : 'cross';
  const origin = header('origin');
  if (origin === undefined) return 'unknown';
  const host = hostOf(origin);
  if (host === undefined) return 'cross';
  return host === header('host') || (publicUrl !== undefined && host === hostOf(publicUrl)) ? 'same' : 'cross';
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}
