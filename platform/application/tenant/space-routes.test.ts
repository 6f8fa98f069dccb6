import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startPlatform } from '../fixture.test.ts';

test('a space under a parent that is not there, or with a name that is taken, is refused by its field and not made', async () => {
  await using platform = await startPlatform();
  const { browser } = await platform.signIn();
  const make = (payload: object) => platform.app.inject({ method: 'POST', url: '/api/v1/spaces', headers: browser, payload });
  assert.equal((await make({ name: 'hall', parent: 'root' })).statusCode, 201);
  const orphan = await make({ name: 'orphan', parent: 'nowhere' });
  assert.equal(orphan.statusCode, 400, orphan.body);
  const twice = await make({ name: 'hall', parent: 'root' });
  assert.equal(twice.json().code, 'ALREADY_EXISTS', twice.body);
  const listed = await platform.app.inject({ method: 'GET', url: '/api/v1/spaces', headers: browser });
  assert.deepEqual(
    listed
      .json()
      .items.map(({ name }: { name: string }) => name)
      .sort(),
    ['hall', 'root'],
  );
});
