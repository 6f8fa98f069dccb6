import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faults } from '#core/errors.ts';
import { advices } from './failure-text.ts';
import { startApi, thalamus } from './fixture.test.ts';

const problem = (status: number, code: string, detail = 'What happened.', places?: unknown) => ({
  status,
  body: { type: 'x', title: 'Title', status, code, detail, places },
});

test('every kind of failure has its exit code', async () => {
  const places = [{ field: 'name', expected: 'letters and digits' }];
  const answers = {
    invalid: problem(400, 'BAD_REQUEST', 'The name is not valid.', places),
    stranger: problem(401, 'UNAUTHENTICATED'),
    novice: problem(403, 'PASSWORD_CHANGE_REQUIRED'),
    forbidden: problem(403, 'FORBIDDEN', 'This needs the permission device.read; an owner or admin can give it'),
    missing: problem(404, 'NOT_FOUND'),
    taken: problem(409, 'ALREADY_EXISTS'),
    large: problem(422, 'QUERY_TOO_LARGE'),
    // A wait that long is left to the caller.
    often: { ...problem(429, 'RATE_LIMITED'), headers: { 'retry-after': '60' } },
    broken: problem(500, 'INTERNAL'),
  };
  using api = await startApi(
    Object.fromEntries(Object.entries(answers).map(([name, answer]) => [`GET /api/v1/devices/${name}`, () => answer])),
  );
  const codes: Record<string, number> = {};
  for (const name of Object.keys(answers)) codes[name] = (await thalamus(['device', 'show', name], api.env)).code;
  assert.deepEqual(codes, { invalid: 2, stranger: 3, novice: 3, forbidden: 4, missing: 5, taken: 6, large: 2, often: 7, broken: 1 });
});

test('a usage error ends with 2, help with 0', async () => {
  for (const args of [
    ['no-such-command'],
    ['device'],
    ['device', 'create', 'x'],
    ['device', 'list', '--state', 'asleep'],
    ['device', 'show'],
  ]) {
    const { code, out, err } = await thalamus(args);
    assert.equal(code, 2, args.join(' '));
    assert.equal(out, '');
    assert.notEqual(err, '');
  }
  const help = await thalamus(['--help']);
  assert.equal(help.code, 0);
  assert.match(help.out, /6 {2}conflict/);
});

test('an error says what happened, where, what to do, in one block', async () => {
  const places = [{ field: 'name', expected: 'letters \u001b[31mand digits' }];
  using api = await startApi({
    'POST /api/v1/devices': () => problem(400, 'BAD_REQUEST', 'The name is not valid.', places),
    'GET /api/v1/devices/secret': () => problem(403, 'FORBIDDEN', 'This needs the permission device.read; an owner or admin can give it'),
  });
  const invalid = await thalamus(['device', 'create', '*', '--product', 'pump'], api.env);
  assert.equal(invalid.err, 'Error: The name is not valid. (BAD_REQUEST)\n  name: expected letters  [31mand digits\n');
  const { err } = await thalamus(['device', 'show', 'secret'], api.env);
  assert.match(err, /^Error: This needs the permission device\.read; an owner or admin can give it \(FORBIDDEN\)\nWhat to do: [^\n]+\n$/);
});

test('with --json an error is one problem object on standard error', async () => {
  const places = [{ field: 'name', expected: 'letters' }];
  using api = await startApi({ 'GET /api/v1/devices/x': () => problem(400, 'BAD_REQUEST', 'No.', places) });
  const refused = await thalamus(['device', 'show', 'x', '--json'], api.env);
  assert.equal(refused.out, '');
  assert.deepEqual(JSON.parse(refused.err), { code: 'BAD_REQUEST', status: 400, title: 'Title', detail: 'No.', places, exitCode: 2 });
  const stranger = await thalamus(['device', 'list', '--json'], { THALAMUS_PROFILE: 'nobody' });
  assert.equal(JSON.parse(stranger.err).code, 'UNAUTHENTICATED');
  const usage = await thalamus(['device', 'list', '--json', '--colour']);
  assert.deepEqual([usage.code, JSON.parse(usage.err).detail], [2, "unknown option '--colour'"]);
  const missing = await thalamus(['device', 'create', 'x', '--json']);
  assert.equal(JSON.parse(missing.err).code, 'USAGE');
});

test('Ctrl-C ends a call at once with 130 and without a word', async () => {
  const interrupted = new AbortController();
  using api = await startApi({
    'GET /api/v1/devices/slow': () => {
      interrupted.abort();
      return {};
    },
  });
  const { code, out, err } = await thalamus(['device', 'show', 'slow'], api.env, { signal: interrupted.signal });
  assert.deepEqual([code, out, err], [130, '', '']);
});

test('every error that a command can meet has an advice', () => {
  const silent: Readonly<Record<string, string>> = {
    BAD_REQUEST: 'its places say it',
    IDEMPOTENCY_MISMATCH: 'the SDK takes a new key for every call',
    PAYLOAD_TOO_LARGE: 'its detail says it',
    UNSUPPORTED_MEDIA_TYPE: 'the SDK sends JSON',
    REFUSED_DATA: 'devices meet it',
    SSO_FAILED: 'browsers meet it',
    SSO_DENIED: 'browsers meet it',
  };
  assert.deepEqual(
    Object.keys(faults).filter((code) => advices[code] === undefined),
    Object.keys(silent).sort((a, b) => Object.keys(faults).indexOf(a) - Object.keys(faults).indexOf(b)),
  );
});

test('a quota that is used up is named', async () => {
  const body = { code: 'QUOTA_EXCEEDED', title: 'x', status: 429, detail: 'No more devices: 500 of 500.', quota: 'devices' };
  using api = await startApi({ 'POST /api/v1/devices': () => ({ status: 429, body, headers: { 'retry-after': '3600' } }) });
  const args = ['device', 'create', 'x', '--product', 'pump'];
  const { code, err } = await thalamus(args, api.env);
  assert.equal(code, 7);
  assert.match(err, /^Error: No more devices: 500 of 500\. \(QUOTA_EXCEEDED\)\nWhat to do: `thalamus usage`/);
  assert.equal(JSON.parse((await thalamus([...args, '--json'], api.env)).err).quota, 'devices');
});
