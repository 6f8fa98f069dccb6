import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isJsonObject } from '#core/json.ts';
import { isLoopback } from './bind.ts';
import { type ConfigKey, type ConfigName, configKeys, configNames, variableOf } from './config-keys.ts';
import { nearest } from './nearest.ts';
import { StartError } from './start-error.ts';

type ValueOf<N extends ConfigName> = (typeof configKeys)[N] extends ConfigKey<infer T> ? T : never;
type HasDefault<N extends ConfigName> = (typeof configKeys)[N] extends { readonly default?: infer D }
  ? [D] extends [string]
    ? true
    : false
  : false;

/** Where a value came from. */
export type ConfigOrigin = 'default' | 'file' | 'environment';

/** The values in force by key; a key without a default may be undefined. */
export type Config = { readonly [N in ConfigName]: ValueOf<N> | (HasDefault<N> extends true ? never : undefined) } & {
  readonly origins: Readonly<Record<ConfigName, ConfigOrigin>>;
};

const prefix = 'THALAMUS_';
/** Names of the command line client and of the tests: not settings of the server. */
const foreign = /^THALAMUS_(TEST_.*|URL|API_KEY|PROFILE|TENANT|CONFIG)$/;

/** Defaults < file < environment. Throws `StartError` on an unknown key or a bad value. */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>, folder = process.cwd()): Config {
  const given = new Map<ConfigName, { readonly text: string; readonly source: string; readonly origin: ConfigOrigin }>();
  const fromEnvironment = settingsOf(environment);
  const home = fromEnvironment.get('home') ?? configKeys.home.default ?? '.';
  const file = environment.THALAMUS_CONFIG;
  const path = file === undefined || file === '' ? resolve(folder, home, 'thalamus.json') : resolve(folder, file);
  for (const [name, text] of readFile(path, file !== undefined && file !== ''))
    given.set(name, { text, source: `${name} in ${path}`, origin: 'file' });
  for (const [name, text] of fromEnvironment) given.set(name, { text, source: variableOf(name), origin: 'environment' });

  const values: Partial<Record<ConfigName, unknown>> = {};
  const origins: Partial<Record<ConfigName, ConfigOrigin>> = {};
  for (const name of configNames) {
    const spec: ConfigKey<unknown> = configKeys[name];
    const setting = given.get(name);
    origins[name] = setting?.origin ?? 'default';
    const text = setting?.text ?? spec.default;
    values[name] = text === undefined ? undefined : spec.kind.parse(text);
    if (setting !== undefined && values[name] === undefined) {
      const shown = spec.secret === true ? '' : `, not '${setting.text}'`;
      throw new StartError(`${setting.source}: expected ${spec.kind.expected}${shown}`);
    }
  }
  const config = { ...values, home: resolve(folder, String(values.home)), origins } as Config;
  checkTogether(config);
  return config;
}

/** An empty variable counts as unset, as it does in compose files. */
function settingsOf(environment: Readonly<Record<string, string | undefined>>): Map<ConfigName, string> {
  const settings = new Map<ConfigName, string>();
  for (const [variable, value] of Object.entries(environment)) {
    if (!variable.startsWith(prefix) || foreign.test(variable) || value === undefined || value === '') continue;
    const name = configNames.find((known) => variableOf(known) === variable);
    if (name === undefined) throw unknownKey(variable, 'the environment', configNames.map(variableOf));
    settings.set(name, value);
  }
  return settings;
}

function readFile(path: string, required: boolean): Map<ConfigName, string> {
  const settings = new Map<ConfigName, string>();
  for (const [name, value] of Object.entries(parseFile(path, required))) {
    const known = configNames.find((candidate) => candidate === name);
    if (known === undefined) throw unknownKey(name, path, configNames);
    if (typeof value !== 'string' && typeof value !== 'number') throw new StartError(`${name} in ${path}: expected a text or a number`);
    settings.set(known, String(value));
  }
  return settings;
}

function parseFile(path: string, required: boolean): Readonly<Record<string, unknown>> {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // ENOTDIR: the data folder is a file, which whoever opens it will say better.
    if (!required && (code === 'ENOENT' || code === 'ENOTDIR')) return {};
    throw new StartError(`THALAMUS_CONFIG: expected a readable file, not '${path}' (${(error as Error).message})`);
  }
  try {
    const parsed: unknown = JSON.parse(content);
    if (isJsonObject(parsed)) return parsed;
  } catch {
    // Falls through to the one message for everything that is no JSON object.
  }
  throw new StartError(`${path}: expected a JSON object such as {"httpPort": 8080}`);
}

function unknownKey(name: string, place: string, known: readonly string[]): StartError {
  return new StartError(`${name} in ${place}: there is no such setting; did you mean ${nearest(name, known)}?`);
}

function checkTogether(config: Config): void {
  if (config.adminEmail !== undefined && config.adminPassword === undefined) {
    throw new StartError('THALAMUS_ADMIN_PASSWORD: expected a password, since THALAMUS_ADMIN_EMAIL is set; set both or neither');
  }
  if (config.adminPassword !== undefined && config.adminEmail === undefined) {
    throw new StartError('THALAMUS_ADMIN_EMAIL: expected an e-mail address, since THALAMUS_ADMIN_PASSWORD is set; set both or neither');
  }
  checkPorts(config);
  const [certificates, keys] = [config.tlsCertificate ?? [], config.tlsKey ?? []];
  if (certificates.length !== keys.length) {
    throw new StartError(
      `THALAMUS_TLS_KEY: expected as many keys as THALAMUS_TLS_CERTIFICATE has certificates (${certificates.length}), not ${keys.length}`,
    );
  }
  if (config.tlsCa !== undefined && certificates.length === 0) {
    throw new StartError('THALAMUS_TLS_CERTIFICATE: expected a certificate, since THALAMUS_TLS_CA is set');
  }
  if (config.mqttAnonymous !== undefined && (config.bind === undefined || !isLoopback(config.bind))) {
    throw new StartError(
      `THALAMUS_MQTT_ANONYMOUS: lets everybody in who reaches us; set THALAMUS_BIND=127.0.0.1, not '${config.bind ?? 'all addresses'}'`,
    );
  }
}

const portNames = ['httpPort', 'mqttPort', 'mqttTlsPort', 'mqttWssPort'] as const;

function checkPorts(config: Config): void {
  for (const [index, name] of portNames.entries()) {
    const other = portNames.slice(0, index).find((earlier) => config[earlier] === config[name]);
    if (other === undefined || config[name] === 0 || config[name] === 'off') continue;
    throw new StartError(`${variableOf(name)}: expected another port than ${variableOf(other)} (${config[name]})`);
  }
}
