import { content, type Der, DerError, inside, oid, readDer, text, whole } from './der.ts';

/** What of a certificate decides who it is and what it may be used for (RFC 5280 §4). */
export interface CertificateFields {
  /** Names as DER: what chains are followed by. */
  readonly issuer: Buffer;
  readonly subject: Buffer;
  /** Values of the subject's attributes, and of alternative names as `san.dns`, `san.uri`, `san.email`. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  readonly signatureOid: string;
  /** Undefined where basicConstraints says that it is no authority, or nothing. */
  readonly authority: { readonly pathLength: number } | undefined;
  /** Undefined where the certificate does not limit its use. */
  readonly maySignCertificates: boolean | undefined;
  readonly mayAuthenticateClients: boolean | undefined;
  /** Critical extensions that are not understood here: with any, a certificate is not accepted (RFC 5280 §4.2). */
  readonly unknownCritical: readonly string[];
}

const attributes: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
};

/** The names that a template may use. */
export const certificateNames: readonly string[] = [
  ...Object.values(attributes).map((name) => `subject.${name}`),
  ...['san.dns', 'san.uri', 'san.email'],
];

const extension = { keyUsage: '2.5.29.15', alternative: '2.5.29.17', basic: '2.5.29.19', extendedUsage: '2.5.29.37' } as const;
/** The usual ones that change nothing here: key identifiers, policies, where lists of revoked certificates are. */
const harmless = new Set(['2.5.29.14', '2.5.29.35', '2.5.29.32', '2.5.29.31', '1.3.6.1.5.5.7.1.1']);
const clientUsages = new Set(['1.3.6.1.5.5.7.3.2', '2.5.29.37.0']);
const alternativeKinds: Readonly<Record<number, string>> = { 129: 'san.email', 130: 'san.dns', 134: 'san.uri' };

/** Throws `DerError` for what is no certificate. */
export function readCertificate(raw: Buffer): CertificateFields {
  const [body, algorithm] = inside(readDer(raw));
  if (body === undefined || algorithm === undefined) throw new DerError('no certificate');
  const parts = inside(body);
  // Version 1 leaves its number out.
  const at = parts[0]?.tag === 0xa0 ? 1 : 0;
  const [, , issuer, , subject] = parts.slice(at);
  if (issuer === undefined || subject === undefined) throw new DerError('no names');
  const names = new Map<string, string[]>();
  for (const set of inside(subject)) for (const pair of inside(set)) addAttribute(names, pair);
  const extensions = readExtensions(parts.find(({ tag }) => tag === 0xa3));
  for (const each of extensions.get(extension.alternative)?.value ?? []) {
    const kind = alternativeKinds[each.tag];
    if (kind !== undefined) add(names, kind, content(each).toString('latin1'));
  }
  const known = new Set<string>([...Object.values(extension), ...harmless]);
  return {
    issuer: whole(issuer),
    subject: whole(subject),
    names,
    signatureOid: oid(first(algorithm)),
    authority: authorityOf(extensions.get(extension.basic)?.value),
    maySignCertificates: bitOf(extensions.get(extension.keyUsage)?.element, 5),
    mayAuthenticateClients: extensions.get(extension.extendedUsage)?.value.some((usage) => clientUsages.has(oid(usage))),
    unknownCritical: [...extensions].filter(([id, { critical }]) => critical && !known.has(id)).map(([id]) => id),
  };
}

interface Extension {
  readonly critical: boolean;
  readonly element: Der;
  /** What is inside, where it is a sequence. */
  readonly value: readonly Der[];
}

function readExtensions(wrapper: Der | undefined): ReadonlyMap<string, Extension> {
  const found = new Map<string, Extension>();
  for (const each of wrapper === undefined ? [] : inside(first(wrapper))) {
    const parts = inside(each);
    const value = parts.at(-1);
    if (value === undefined || value.tag !== 0x04) throw new DerError('an extension without a value');
    const id = oid(first(each));
    if (found.has(id)) throw new DerError('an extension that comes twice');
    const critical = parts.length === 3 && content(parts[1] as Der)[0] !== 0;
    const element = readDer(value.bytes, value.start, value.end);
    found.set(id, { critical, element, value: element.tag === 0x30 ? inside(element) : [] });
  }
  return found;
}

function addAttribute(names: Map<string, string[]>, pair: Der): void {
  const [type, value] = inside(pair);
  const name = type === undefined ? undefined : attributes[oid(type)];
  const said = value === undefined ? undefined : text(value);
  if (name !== undefined && said !== undefined) add(names, `subject.${name}`, said);
}

function add(names: Map<string, string[]>, name: string, value: string): void {
  names.set(name, [...(names.get(name) ?? []), value]);
}

function authorityOf(basic: readonly Der[] | undefined): { readonly pathLength: number } | undefined {
  const [flag, length] = basic ?? [];
  if (flag === undefined || flag.tag !== 0x01 || content(flag)[0] === 0) return undefined;
  if (length === undefined) return { pathLength: Number.POSITIVE_INFINITY };
  const bytes = content(length);
  if (length.tag !== 0x02 || bytes.length !== 1 || (bytes[0] as number) > 0x7f) throw new DerError('a path length that is none');
  return { pathLength: bytes[0] as number };
}

function bitOf(bits: Der | undefined, at: number): boolean | undefined {
  if (bits === undefined) return undefined;
  if (bits.tag !== 0x03) throw new DerError('a key usage that is none');
  return (((content(bits)[1] ?? 0) >> (7 - at)) & 1) === 1;
}

function first(element: Der): Der {
  return readDer(element.bytes, element.start, element.end);
}
