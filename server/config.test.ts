import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { loadConfig } from './config.ts';
import { printConfig, renderConfigDocument } from './config-text.ts';

function tempFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'thalamus-config-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function refused(environment: Record<string, string>, message: RegExp, folder = '/nowhere'): void {
  assert.throws(
    () => loadConfig(environment, folder),
    (error: Error) => error.name === 'StartError' && message.test(error.message) && !error.message.includes('\n'),
  );
}

test('without settings the defaults are in force', () => {
  const config = loadConfig({}, '/srv');
  assert.equal(config.home, '/srv/data');
  assert.equal(config.httpPort, 8080);
  assert.equal(config.mqttPort, 1883);
  assert.equal(config.bind, undefined);
  assert.equal(config.ingestLogBytesMax, 4 * 1024 ** 3);
});

test('the file overrides defaults and the environment overrides the file', (t) => {
  const home = tempFolder(t);
  writeFileSync(join(home, 'thalamus.json'), JSON.stringify({ httpPort: 9090, mqttPort: '2883', logLevel: 'warn' }));
  const config = loadConfig({ THALAMUS_HOME: home, THALAMUS_MQTT_PORT: '3883' });
  assert.deepEqual([config.httpPort, config.mqttPort, config.logLevel], [9090, 3883, 'warn']);
  assert.deepEqual([config.origins.httpPort, config.origins.mqttPort, config.origins.bind], ['file', 'environment', 'default']);
});

test('THALAMUS_CONFIG names another file, which must be there', (t) => {
  const folder = tempFolder(t);
  writeFileSync(join(folder, 'mine.json'), '{"httpPort": 7000}');
  assert.equal(loadConfig({ THALAMUS_CONFIG: 'mine.json' }, folder).httpPort, 7000);
  refused({ THALAMUS_CONFIG: 'other.json' }, /^THALAMUS_CONFIG: expected a readable file/, folder);
});

test('sizes are read with units', () => {
  const size = (text: string) => loadConfig({ THALAMUS_TELEMETRY_MEMORY_BYTES_MAX: text }).telemetryMemoryBytesMax;
  assert.deepEqual(['512MB', '2GiB', '1.5 gib', '536870912'].map(size), [512e6, 2 * 1024 ** 3, 1.5 * 1024 ** 3, 512 * 1024 ** 2]);
  refused({ THALAMUS_TELEMETRY_MEMORY_BYTES_MAX: '2 lots' }, /^THALAMUS_TELEMETRY_MEMORY_BYTES_MAX: expected a size .*, not '2 lots'$/);
});

test('the public address has no path, and hosts are a list', () => {
  const config = loadConfig({
    THALAMUS_PUBLIC_URL: 'https://IoT.example.org/',
    THALAMUS_SSO_INTERNAL_HOSTS: 'Keycloak.lan, 10.0.0.5:8443',
  });
  assert.deepEqual([config.publicUrl, config.ssoInternalHosts], ['https://iot.example.org', ['keycloak.lan', '10.0.0.5:8443']]);
  for (const wrong of ['iot.example.org', 'ftp://x', 'https://x/path', 'https://a@x'])
    refused({ THALAMUS_PUBLIC_URL: wrong }, /^THALAMUS_PUBLIC_URL: /);
  for (const wrong of ['http://x', 'a b', 'x:y']) refused({ THALAMUS_SSO_INTERNAL_HOSTS: wrong }, /^THALAMUS_SSO_INTERNAL_HOSTS: /);
});

test('an unknown variable is refused with the nearest known one', () => {
  refused({ THALAMUS_HTP_PORT: '1' }, /^THALAMUS_HTP_PORT .*did you mean THALAMUS_HTTP_PORT\?$/);
});

test('an unknown key of the file is refused with its file', (t) => {
  const home = tempFolder(t);
  writeFileSync(join(home, 'thalamus.json'), '{"mqttport": 1}');
  refused({ THALAMUS_HOME: home }, /^mqttport in .*thalamus\.json.*did you mean mqttPort\?$/);
});

test('variables of the client and of tests are not settings; empty ones are unset', () => {
  const client = { THALAMUS_URL: 'x', THALAMUS_API_KEY: 'x', THALAMUS_PROFILE: 'x', THALAMUS_TENANT: 'x' };
  const environment = { ...client, THALAMUS_TEST_REQUIRE: 'all', THALAMUS_BIND: '' };
  assert.equal(loadConfig(environment).bind, undefined);
});

test('an outside PostgreSQL may be named by its socket’s folder', () => {
  const url = 'postgres://thalamus@/iot?host=%2Frun%2Fpostgresql';
  assert.equal(loadConfig({ THALAMUS_POSTGRES_URL: url }, '/nowhere').postgresUrl, url);
});

test('a bad value is refused with its key and what was expected', () => {
  refused({ THALAMUS_HTTP_PORT: '80a' }, /^THALAMUS_HTTP_PORT: expected a port, 0 to 65535.*, not '80a'$/);
  refused({ THALAMUS_HTTP_PORT: '70000' }, /THALAMUS_HTTP_PORT: expected a port/);
  refused({ THALAMUS_LOG_LEVEL: 'loud' }, /expected one of debug, info, warn, error, not 'loud'/);
  refused(
    { THALAMUS_POSTGRES_URL: 'mysql://root:secret@db' },
    /^THALAMUS_POSTGRES_URL: expected a URL that begins with postgres:\/\/ or postgresql:\/\/$/,
  );
  refused({ THALAMUS_HTTP_PORT: '1883' }, /THALAMUS_MQTT_PORT: expected another port/);
});

test('MQTT’s ports may be off, and no two ports are the same', () => {
  const config = loadConfig({ THALAMUS_MQTT_PORT: 'off', THALAMUS_MQTT_WSS_PORT: '8084' }, '/nowhere');
  assert.deepEqual([config.mqttPort, config.mqttTlsPort, config.mqttWssPort, config.mqttWs], ['off', 8883, 8084, 'on']);
  assert.equal(loadConfig({ THALAMUS_MQTT_PORT: '0', THALAMUS_MQTT_TLS_PORT: '0' }, '/nowhere').mqttTlsPort, 0);
  refused({ THALAMUS_MQTT_TLS_PORT: '1883' }, /^THALAMUS_MQTT_TLS_PORT: expected another port than THALAMUS_MQTT_PORT \(1883\)$/);
  refused({ THALAMUS_HTTP_PORT: 'off' }, /^THALAMUS_HTTP_PORT: expected a port/);
});

test('certificates and keys come in pairs', () => {
  const pairs = { THALAMUS_TLS_CERTIFICATE: 'a.pem, b.pem', THALAMUS_TLS_KEY: 'a.key,b.key' };
  assert.deepEqual(loadConfig(pairs, '/nowhere').tlsCertificate, ['a.pem', 'b.pem']);
  refused({ THALAMUS_TLS_CERTIFICATE: 'a.pem' }, /^THALAMUS_TLS_KEY: expected as many keys .*\(1\), not 0$/);
  refused({ THALAMUS_TLS_CA: 'ca.pem' }, /^THALAMUS_TLS_CERTIFICATE: expected a certificate/);
});

test('load balancers are addresses and ranges', () => {
  const read = (text: string) => loadConfig({ THALAMUS_PROXY_PROTOCOL_FROM: text }, '/nowhere').proxyProtocolFrom;
  assert.deepEqual(read('10.0.0.0/8, 2001:db8::1'), ['10.0.0.0/8', '2001:db8::1']);
  for (const wrong of ['10.0.0.0/33', 'lb.lan', '10.0.0.1,', '10.0.0.0/8/8'])
    refused({ THALAMUS_PROXY_PROTOCOL_FROM: wrong }, /^THALAMUS_PROXY_PROTOCOL_FROM: expected addresses or ranges/);
});

test('clients without a name are let in where only this machine can reach us', () => {
  const anonymous = { THALAMUS_MQTT_ANONYMOUS: 'default' };
  assert.equal(loadConfig({ ...anonymous, THALAMUS_BIND: '127.0.0.1' }, '/nowhere').mqttAnonymous, 'default');
  assert.equal(loadConfig({ ...anonymous, THALAMUS_BIND: '::1' }, '/nowhere').mqttAnonymous, 'default');
  for (const bind of ['', '0.0.0.0', '::', '192.0.2.1'])
    refused({ ...anonymous, THALAMUS_BIND: bind }, /^THALAMUS_MQTT_ANONYMOUS: .*set THALAMUS_BIND=127\.0\.0\.1/);
});

test('the first administrator needs both an address and a password of 12 characters', () => {
  refused({ THALAMUS_ADMIN_EMAIL: 'a@b.c' }, /^THALAMUS_ADMIN_PASSWORD: .*both or neither/);
  refused({ THALAMUS_ADMIN_PASSWORD: 'long enough 123' }, /^THALAMUS_ADMIN_EMAIL: .*both or neither/);
  refused(
    { THALAMUS_ADMIN_EMAIL: 'a@b.c', THALAMUS_ADMIN_PASSWORD: 'short' },
    /^THALAMUS_ADMIN_PASSWORD: expected at least 12 characters$/,
  );
});

test('printing shows every key with its origin and no secret', () => {
  const config = loadConfig({
    THALAMUS_POSTGRES_URL: 'postgres://thalamus:hidden-1@db/iot',
    THALAMUS_ADMIN_EMAIL: 'a@b.c',
    THALAMUS_ADMIN_PASSWORD: 'hidden-2-hidden',
  });
  const printed = printConfig(config);
  assert.doesNotMatch(printed, /hidden/);
  assert.match(printed, /THALAMUS_POSTGRES_URL +postgres:\/\/thalamus:\*+@db\/iot +environment/);
  assert.match(printed, /THALAMUS_BIND +\(not set\) +default/);
});

test('docs/configuration.md is up to date', () => {
  const document = readFileSync(new URL('../docs/configuration.md', import.meta.url), 'utf8');
  assert.equal(document, renderConfigDocument(), 'run: node server/config-document.ts');
});
