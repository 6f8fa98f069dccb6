import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

/** Kept as RFC 5802 §5.1 lets clients do: it is the slow part. */
const known = new Map<string, Buffer>();

function saltedPassword(password: string, salt: string, rounds: number): Buffer {
  const key = JSON.stringify([password, salt, rounds]);
  const salted = known.get(key) ?? pbkdf2Sync(password, Buffer.from(salt, 'base64'), rounds, 32, 'sha256');
  known.set(key, salted);
  return salted;
}

/** A client of SCRAM-SHA-256 (RFC 5802) by hand. */
export interface ScramClient {
  readonly first: string;
  /** The client's last message, from the server's first. */
  final(serverFirst: string): string;
  /** What the server must prove itself with. */
  readonly expected: string;
}

export function scramClient(user: string, password: string, nonce = 'fyko+d2lbbFgONRv9qkxdawL'): ScramClient {
  const bare = `n=${user.replaceAll('=', '=3D').replaceAll(',', '=2C')},r=${nonce}`;
  const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  let expected = '';
  return {
    first: `n,,${bare}`,
    final(serverFirst) {
      const [, whole = '', salt = '', rounds] = /^r=([^,]+),s=([^,]+),i=(\d+)$/.exec(serverFirst) ?? [];
      const salted = saltedPassword(password, salt, Number(rounds));
      const clientKey = hmac(salted, 'Client Key');
      const withoutProof = `c=biws,r=${whole}`;
      const signed = `${bare},${serverFirst},${withoutProof}`;
      const signature = hmac(createHash('sha256').update(clientKey).digest(), signed);
      const proof = Buffer.from(clientKey.map((byte, at) => byte ^ (signature[at] ?? 0))).toString('base64');
      expected = `v=${hmac(hmac(salted, 'Server Key'), signed).toString('base64')}`;
      return `${withoutProof},p=${proof}`;
    },
    get expected() {
      return expected;
    },
  };
}
