import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draftOf, inputOf } from './sso-draft.ts';

test('domains are taken as people paste them', () => {
  const { domains } = inputOf({ ...draftOf(null), domains: ' @Example.org, example.com；example.net ' });
  assert.deepEqual(domains, ['example.org', 'example.com', 'example.net']);
});

test('a secret that was not typed is not sent, so the stored one stays', () => {
  assert.ok(!('clientSecret' in inputOf(draftOf(null))));
  assert.equal(inputOf({ ...draftOf(null), clientSecret: 's' }).clientSecret, 's');
});
