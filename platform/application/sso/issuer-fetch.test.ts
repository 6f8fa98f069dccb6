import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createIssuerFetch, isPublic, issuerAnswerBytesMax } from './issuer-fetch.ts';
import { SsoFault } from './sso-fault.ts';

const get = { method: 'GET', headers: {}, body: undefined, redirect: 'manual' } as const;

test('addresses that only we could reach are not public', () => {
  const closed = [
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
  ];
  const closed6 = [
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'ff02::1',
    'x',
  ];
  for (const address of [...closed, ...closed6]) assert.equal(isPublic(address), false, address);
  for (const address of ['8.8.8.8', '172.32.0.1', '1.1.1.1', '2606:4700:4700::1111']) assert.equal(isPublic(address), true, address);
});

test('redirects are not followed, and answers have a bound', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/away') response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    else response.end(Buffer.alloc(issuerAnswerBytesMax + 1));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fetch = createIssuerFetch(new Set([host]));
  assert.equal((await fetch(`http://${host}/away`, get)).status, 302);
  await assert.rejects(fetch(`http://${host}/much`, get), (error) => error instanceof SsoFault && error.reason === 'provider');
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  await assert.rejects(fetch(`http://${host}/`, get), (error) => error instanceof SsoFault && error.reason === 'unreachable');
  await assert.rejects(
    createIssuerFetch(new Set([host.replace(/\d+$/, '1')]))(`http://${host}/`, get),
    /is not asked/,
    'another port of the same host',
  );
});
