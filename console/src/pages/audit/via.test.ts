import assert from 'node:assert/strict';
import { test } from 'node:test';
import { viaOf } from './via.ts';

test('what an operator or a guest did is told from what a member did', () => {
  assert.deepEqual(viaOf('impersonation: admin'), { via: 'impersonation', role: 'admin' });
  assert.deepEqual(viaOf('share: viewer in plant-1'), { via: 'share', role: 'viewer in plant-1' });
  assert.equal(viaOf('operator in plant-1'), undefined);
  assert.equal(viaOf(null), undefined);
});
