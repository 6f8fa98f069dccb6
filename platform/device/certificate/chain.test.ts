import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { authorityExtensions, type CertificateWish, certificateMaker, type MadeCertificate } from '#testing/certificates.ts';
import { certificateOf } from './certificate.ts';
import { chainsOf } from './chain.ts';

const day = 86_400_000;

function stage(t: TestContext) {
  const make = certificateMaker(t);
  if (make === undefined) return undefined;
  const read = (made: MadeCertificate) => certificateOf(made.raw) ?? assert.fail('not read');
  /** The subject of the authority that vouches; undefined where none does. */
  const vouched = async (
    leaf: MadeCertificate,
    chain: readonly MadeCertificate[],
    anchors: readonly MadeCertificate[],
    now = Date.now(),
  ) => {
    const known = anchors.map((each) => ({ certificate: read(each) }));
    const named = async (subject: Buffer) => known.filter(({ certificate }) => certificate.fields.subject.equals(subject));
    const chains = await chainsOf(
      read(leaf),
      chain.map(({ raw }) => raw),
      named,
      now,
    );
    return chains.map(({ anchor }) => anchor.certificate.x509.subject);
  };
  const authority = (subject: string, wish: Partial<CertificateWish> = {}) => make({ subject, extensions: authorityExtensions(), ...wish });
  return { make, vouched, authority };
}

test('a certificate is vouched for by the authority that signed it, at once or through others that were sent along', async (t) => {
  const s = stage(t);
  if (s === undefined) return;
  const root = s.authority('/CN=Root');
  const middle = s.authority('/CN=Middle', { by: root });
  const leaf = s.make({ subject: '/CN=pump-1', by: middle });
  assert.deepEqual(await s.vouched(leaf, [], [middle]), ['CN=Middle']);
  assert.deepEqual(await s.vouched(leaf, [middle], [root]), ['CN=Root']);
  assert.deepEqual(await s.vouched(leaf, [root, middle], [root]), ['CN=Root'], 'in any order');
  assert.deepEqual(await s.vouched(leaf, [], [root]), [], 'the one between is missing');
  assert.deepEqual(await s.vouched(s.make({ subject: '/CN=pump-2', by: root }), [], [root]), ['CN=Root']);
});

test('nobody vouches for what an authority of the same name with another key signed', async (t) => {
  const s = stage(t);
  if (s === undefined) return;
  const root = s.authority('/CN=Root');
  const impostor = s.authority('/CN=Root');
  const leaf = s.make({ subject: '/CN=pump-1', by: impostor });
  assert.deepEqual(await s.vouched(leaf, [], [root]), []);
  assert.deepEqual(await s.vouched(leaf, [impostor], [root]), []);
  const middle = s.authority('/CN=Middle', { by: impostor });
  assert.deepEqual(await s.vouched(s.make({ subject: '/CN=pump-1', by: middle }), [middle], [root]), []);
  assert.deepEqual(await s.vouched(s.make({ subject: '/CN=Root' }), [], [root]), [], 'signed by itself');
  assert.deepEqual(await s.vouched(root, [], [root]), [], 'the authority is no device');
});

test('a device’s certificate signs no other, nor does an authority deeper than it may', async (t) => {
  const s = stage(t);
  if (s === undefined) return;
  const root = s.authority('/CN=Root', { extensions: authorityExtensions(0) });
  const device = s.make({ subject: '/CN=pump-1', by: root });
  assert.deepEqual(await s.vouched(s.make({ subject: '/CN=pump-2', by: device }), [device], [root]), [], 'CA:FALSE');
  const middle = s.authority('/CN=Middle', { by: root });
  assert.deepEqual(await s.vouched(s.make({ subject: '/CN=pump-2', by: middle }), [middle], [root]), [], 'pathlen:0');
  const noSigning = s.make({
    subject: '/CN=No',
    by: s.authority('/CN=Root2'),
    extensions: ['basicConstraints=critical,CA:TRUE', 'keyUsage=digitalSignature'],
  });
  assert.deepEqual(await s.vouched(s.make({ subject: '/CN=pump-2', by: noSigning }), [], [noSigning]), [], 'may not sign certificates');
});

test('times, uses, weak signatures and what is not understood count', async (t) => {
  const s = stage(t);
  if (s === undefined) return;
  const root = s.authority('/CN=Root', { days: 60 });
  const short = s.authority('/CN=Short', { days: 5 });
  const leaf = s.make({ subject: '/CN=pump-1', by: root, days: 10 });
  assert.deepEqual(await s.vouched(leaf, [], [root], Date.now() + 11 * day), [], 'the device’s is over');
  assert.deepEqual(await s.vouched(leaf, [], [root], Date.now() - day), [], 'not valid yet');
  assert.deepEqual(
    await s.vouched(s.make({ subject: '/CN=p', by: short, days: 30 }), [], [short], Date.now() + 6 * day),
    [],
    'the authority’s is over',
  );
  const server = s.make({ subject: '/CN=p', by: root, extensions: ['extendedKeyUsage=serverAuth'] });
  assert.deepEqual(await s.vouched(server, [], [root]), [], 'of a server');
  const strange = s.make({ subject: '/CN=p', by: root, extensions: ['1.2.3.4=critical,ASN1:UTF8String:x'] });
  assert.deepEqual(await s.vouched(strange, [], [root]), [], 'a critical extension');
  assert.deepEqual(await s.vouched(s.make({ subject: '/CN=p', by: root, digest: 'sha1' }), [], [root]), [], 'SHA-1');
  const small = s.make({ subject: '/CN=p', by: root, key: ['-newkey', 'rsa:1024'] });
  assert.deepEqual(await s.vouched(small, [], [root]), [], '1024 bits');
});

test('all authorities whose key signed it are told: two tenants may have registered the same', async (t) => {
  const s = stage(t);
  if (s === undefined) return;
  const root = s.authority('/CN=Root');
  assert.deepEqual(await s.vouched(s.make({ subject: '/CN=pump-1', by: root }), [], [root, root]), ['CN=Root', 'CN=Root']);
});
