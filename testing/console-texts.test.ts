import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actions } from '#core/access/action.ts';
import { Forbidden } from '#core/access/forbidden.ts';
import { refusalOf } from '../console/src/access/refusal.ts';
import { actions as en } from '../console/src/i18n/en/actions.ts';
import { actions as zhCn } from '../console/src/i18n/zh-cn/actions.ts';

test('the console has a text for every action, in English the one that the platform tells', () => {
  assert.deepEqual(en, Object.fromEntries(Object.entries(actions).map(([name, { text }]) => [name, text])));
  assert.deepEqual(Object.keys(zhCn), Object.keys(actions));
});

test('the console reads a refusal as the platform writes it', () => {
  assert.deepEqual(refusalOf(new Forbidden('access.read').message), { permission: 'access.read', on: undefined, givers: [] });
  const refused = new Forbidden('device.write', ' on pump-1').and('; Ada or Grace can give it');
  assert.deepEqual(refusalOf(refused.message), { permission: 'device.write', on: 'pump-1', givers: ['Ada', 'Grace'] });
  assert.deepEqual(refusalOf('This needs the permission data.query; an owner of the tenant can give it')?.givers, []);
  assert.equal(refusalOf('A signed-in browser may change things from this platform’s own pages only'), undefined);
});
