import { isIP } from 'node:net';

/** A kind of value: how its text is read, and what to say when it can't be. */
export interface ValueKind<T> {
  readonly expected: string;
  /** Undefined when the text is not such a value. */
  readonly parse: (text: string) => T | undefined;
}

export const text: ValueKind<string> = { expected: 'a text', parse: (value) => (value === '' ? undefined : value) };

export const port: ValueKind<number> = {
  expected: 'a port, 0 to 65535 (0: any free one)',
  parse: (value) => wholeNumber(value, 0, 65_535),
};

/** A port of something that may be left out. */
export const portOrOff: ValueKind<number | 'off'> = {
  expected: 'a port, 0 to 65535 (0: any free one), or off',
  parse: (value) => (value === 'off' ? 'off' : wholeNumber(value, 0, 65_535)),
};

/** Paths of files, separated by commas. */
export const paths: ValueKind<readonly string[]> = {
  expected: 'paths of files, separated by commas',
  parse(value) {
    const given = value.split(',').map((path) => path.trim());
    return given.includes('') ? undefined : given;
  },
};

/** Addresses and ranges of addresses. */
export const ranges: ValueKind<readonly string[]> = {
  expected: 'addresses or ranges separated by commas, such as 10.0.0.0/8,2001:db8::/32',
  parse(value) {
    const given = value.split(',').map((range) => range.trim());
    return given.every(isRange) ? given : undefined;
  },
};

function isRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  const fits = bits === undefined || wholeNumber(bits, 0, version === 4 ? 32 : 128) !== undefined;
  return version !== 0 && more.length === 0 && fits;
}

/** A whole number of days. */
export function days(least: number, most: number): ValueKind<number> {
  return { expected: `a number of days, ${least} to ${most}`, parse: (value) => wholeNumber(value, least, most) };
}

/** A whole number from `least` on. */
export function count(least: number): ValueKind<number> {
  return { expected: `a whole number, ${least} or more`, parse: (value) => wholeNumber(value, least, Number.MAX_SAFE_INTEGER) };
}

export const address: ValueKind<string> = {
  expected: 'an IP address or a host name, such as 0.0.0.0',
  parse: (value) => (/^[A-Za-z0-9.:_-]+$/.test(value) ? value : undefined),
};

export const email: ValueKind<string> = {
  expected: 'an e-mail address',
  parse: (value) => (/^[^\s@]+@[^\s@]+$/.test(value) ? value : undefined),
};

export const httpUrl: ValueKind<string> = {
  expected: 'an address that begins with http:// or https://, without a path',
  parse(value) {
    const url = URL.parse(value);
    const plain = url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '' && url.hash === '';
    return plain && url.username === '' ? url.origin : undefined;
  },
};

/** Hosts separated by commas, each with its port where that is not the usual one. */
export const hosts: ValueKind<readonly string[]> = {
  expected: 'hosts separated by commas, such as keycloak.lan,10.0.0.5:8443',
  parse(value) {
    const given = value.split(',').map((host) => host.trim().toLowerCase());
    return given.every((host) => /^([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d{1,5})?$/.test(host)) ? given : undefined;
  },
};

export const postgresUrl: ValueKind<string> = {
  expected: 'a URL that begins with postgres:// or postgresql://',
  parse: (value) => (/^postgres(ql)?:\/\/./.test(value) && parsePostgresUrl(value) !== null ? value : undefined),
};

/** Null when it is no URL. `postgres://user@/db?host=%2Frun%2Fpostgresql` names a socket's folder and no host, which plain URLs don't allow. */
export function parsePostgresUrl(value: string): URL | null {
  return URL.parse(value.replace('@/', '@localhost/'));
}

export function textOfAtLeast(length: number): ValueKind<string> {
  return { expected: `at least ${length} characters`, parse: (value) => (value.length >= length ? value : undefined) };
}

export function oneOf<T extends string>(...values: readonly T[]): ValueKind<T> {
  return { expected: `one of ${values.join(', ')}`, parse: (value) => values.find((known) => known === value) };
}

const factors: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  tib: 1024 ** 4,
};

/** A number of bytes, also as `512MB` or `2GiB`. */
export function bytes(least: number, most: number): ValueKind<number> {
  return {
    expected: `a size from ${formatBytes(least)} to ${formatBytes(most)}, such as 512MB or 2GiB`,
    parse(value) {
      const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(value.trim());
      const factor = factors[(match?.[2] ?? '').toLowerCase()];
      if (match === null || factor === undefined) return undefined;
      const size = Math.round(Number(match[1]) * factor);
      return size >= least && size <= most ? size : undefined;
    },
  };
}

/** The shortest exact text: 4 GiB, 1 MiB, 1500 B. */
export function formatBytes(size: number): string {
  for (const [unit, factor] of [
    ['TiB', 1024 ** 4],
    ['GiB', 1024 ** 3],
    ['MiB', 1024 ** 2],
    ['KiB', 1024],
  ] as const) {
    if (size >= factor && size % factor === 0) return `${size / factor} ${unit}`;
  }
  return `${size} B`;
}

function wholeNumber(value: string, least: number, most: number): number | undefined {
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  return number >= least && number <= most ? number : undefined;
}
