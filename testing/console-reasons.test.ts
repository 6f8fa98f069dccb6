import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connections as zhCn } from '../console/src/i18n/zh-cn/connections.ts';
import { reasonTexts } from '../platform/connection/trace/reason-text.ts';

test('the Chinese console has words for every reason that the platform explains', () => {
  assert.deepEqual(
    Object.keys(reasonTexts).filter((reason) => zhCn.texts[reason] === undefined),
    [],
  );
});
