import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { authorityExtensions, certificateMaker } from '#testing/certificates.ts';
import { certificateFromPem, certificateOf } from './certificate.ts';
import { nameBy, nameTemplate } from './name-template.ts';

test('a certificate’s names, uses and limits are read as OpenSSL wrote them', (t) => {
  const make = certificateMaker(t);
  if (make === undefined) return;
  const made = make({
    subject: '/C=DE/O=Acme/OU=pumps/serialNumber=0042/CN=Pümp',
    extensions: [
      'subjectAltName=DNS:pump-1.acme.example,URI:urn:dev:pump-1,email:pump@acme.example',
      'extendedKeyUsage=clientAuth',
      'keyUsage=digitalSignature',
    ],
  });
  const { fields, fingerprint } = certificateFromPem(made.pem) ?? assert.fail('not read');
  assert.deepEqual(Object.fromEntries(fields.names), {
    'subject.C': ['DE'],
    'subject.O': ['Acme'],
    'subject.OU': ['pumps'],
    'subject.serialNumber': ['0042'],
    'subject.CN': ['Pümp'],
    'san.dns': ['pump-1.acme.example'],
    'san.uri': ['urn:dev:pump-1'],
    'san.email': ['pump@acme.example'],
  });
  assert.deepEqual([fields.authority, fields.maySignCertificates, fields.mayAuthenticateClients], [undefined, false, true]);
  assert.match(fingerprint, /^[0-9a-f]{64}$/);
  const authority = certificateFromPem(make({ subject: '/CN=CA', extensions: authorityExtensions(1) }).pem)?.fields;
  assert.deepEqual(
    [authority?.authority, authority?.maySignCertificates, authority?.mayAuthenticateClients],
    [{ pathLength: 1 }, true, undefined],
  );
  assert.ok(authority?.subject.equals(authority.issuer));
  const strange = make({ subject: '/CN=x', extensions: ['1.2.3.4=critical,ASN1:UTF8String:must be understood'] });
  assert.deepEqual(certificateFromPem(strange.pem)?.fields.unknownCritical, ['1.2.3.4']);
});

test('bytes that are no certificate, or one with something behind it, are not read', (t) => {
  const make = certificateMaker(t);
  if (make === undefined) return;
  const { raw } = make({ subject: '/CN=x' });
  assert.ok(certificateOf(raw));
  assert.equal(certificateOf(Buffer.concat([raw, Buffer.from([0])])), undefined);
  fc.assert(
    fc.property(fc.nat(raw.length - 1), fc.nat(255), fc.nat(raw.length), (at, byte, end) => {
      const changed = Buffer.from(raw);
      changed[at] = byte;
      // Whatever comes out, nothing is thrown.
      certificateOf(changed);
      if (end < raw.length) assert.equal(certificateOf(raw.subarray(0, end)), undefined);
    }),
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (junk) => assert.equal(certificateOf(Buffer.from(junk)), undefined)));
});

test('a template makes a device’s name of what the certificate says exactly once', () => {
  const named = (names: Record<string, string[]>) => ({ names: new Map(Object.entries(names)) });
  const one = named({ 'subject.CN': ['pump-1'], 'subject.OU': ['hall3'], 'san.dns': ['a', 'b'] });
  assert.equal(nameBy('{subject.CN}', one), 'pump-1');
  assert.equal(nameBy('{subject.OU}-{subject.CN}', one), 'hall3-pump-1');
  assert.equal(nameBy('{san.dns}', one), undefined, 'two values');
  assert.equal(nameBy('{subject.O}', one), undefined, 'no value');
  for (const wrong of ['a/b', '#', '+', '', 'ü', ' x'])
    assert.equal(nameBy('{subject.CN}', named({ 'subject.CN': [wrong] })), undefined, wrong);
  // What a value holds is no pattern of a replacement.
  assert.equal(nameBy('{subject.CN}', named({ 'subject.CN': ['$&'] })), undefined);
  for (const template of ['', 'pump', '{cn}', '{subject.CN', '{subject.CN}/x', '{}'])
    assert.equal(nameTemplate.safeParse(template).success, false, template);
});
