import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConnectionLimitSettings } from '@thalamus/sdk';
import { limitDraftOf, limitValuesOf } from './limit-draft.ts';

const limits = [
  { limit: 'session.inflight', unit: 'messages', text: '', bound: '', least: 1, most: 100, needed: false },
  { limit: 'device.bytesPerSecond', unit: 'bytes/s', text: '', bound: '', least: 1024, most: 1e12, needed: false },
  { limit: 'overload.delayMs', unit: 'ms', text: '', bound: '', least: 10, most: 60_000, needed: false },
];
const settings = {
  limits,
  set: { 'session.inflight': 5, 'overload.delayMs': null },
  defaults: {},
  inForce: { 'session.inflight': 5, 'device.bytesPerSecond': 2_500_000, 'overload.delayMs': null },
} as unknown as ConnectionLimitSettings;

test('a draft that nobody touched tells the API what is set already', () => {
  assert.deepEqual(limitValuesOf(limitDraftOf(settings), limits), settings.set);
});

test('bytes are typed as megabytes', () => {
  const draft = limitDraftOf(settings);
  assert.equal(draft['device.bytesPerSecond']?.amount, 2.5);
  const typed = { ...draft, 'device.bytesPerSecond': { choice: 'own', amount: 0.5 } } as const;
  assert.equal(limitValuesOf(typed, limits)?.['device.bytesPerSecond'], 500_000);
});

test('a value that is missing or out of range can’t be saved', () => {
  const draft = limitDraftOf(settings);
  for (const amount of ['', 0, 101] as const) {
    assert.equal(limitValuesOf({ ...draft, 'session.inflight': { choice: 'own', amount } }, limits), undefined);
  }
});
