import type { DeviceCredentials, Platform, Property } from '@thalamus/sdk';
import { shellQuote as q } from '../ui/shell-quote.ts';

export interface Snippets {
  readonly mosquitto: string;
  readonly node: string;
  readonly curl: string;
  /** The same as `mosquitto` over TLS; undefined where TLS is off. */
  readonly tls: string | undefined;
}

/** What the file of the authority is called when it is downloaded. */
export const authorityFile = 'ca.pem';

/** Stands where the secret belongs once it can't be shown any more. */
export const secretPlaceholder = 'DEVICE_SECRET';

/** Ways to send one report, ready to paste; every argument is quoted for a POSIX shell. `ownAuthority`: TLS needs its certificate. */
export function snippets(platform: Platform, credentials: DeviceCredentials, payload: string, ownAuthority: boolean): Snippets {
  const { clientId, username, password } = credentials;
  const host = reachableHost(platform.mqtt.host);
  const json = JSON.stringify;
  const mosquitto = (to: string) =>
    [
      `mosquitto_pub ${to} -i ${q(clientId)} \\`,
      `  -u ${q(username)} -P ${q(password)} \\`,
      `  -q 1 -t up/properties -m ${q(payload)}`,
    ].join('\n');
  const { mqtts } = platform;
  const trust = ownAuthority ? `--cafile ${authorityFile}` : '--capath /etc/ssl/certs';
  return {
    mosquitto: mosquitto(`-h ${q(host)} -p ${platform.mqtt.port}`),
    tls: mqtts === null ? undefined : mosquitto(`-h ${q(reachableHost(mqtts.host))} -p ${mqtts.port} ${trust}`),
    node: `// npm install mqtt
import mqtt from 'mqtt';

const client = await mqtt.connectAsync(${json(`mqtt://${host}:${platform.mqtt.port}`)}, {
  clientId: ${json(clientId)},
  username: ${json(username)},
  password: ${json(password)},
});
await client.publishAsync('up/properties', JSON.stringify(${payload}), { qos: 1 });
await client.endAsync();`,
    curl: [
      `curl -sS ${q(`${platform.http.url.replace(/\/$/, '')}/device/v1/properties`)} \\`,
      `  -H ${q(`Authorization: Bearer ${password}`)} -H ${q(`X-Device: ${username}`)} \\`,
      `  -H 'Content-Type: application/json' -d ${q(payload)}`,
    ].join('\n'),
  };
}

/** A platform that listens on every address names none; the one in the browser's address bar is known to work. */
function reachableHost(host: string): string {
  return host === '0.0.0.0' || host === '::' ? location.hostname : host;
}

/** A report that the product accepts: a plausible value for its first few properties. */
export function samplePayload(properties: readonly Property[]): string {
  const sample: Record<string, number | string | boolean> = {};
  for (const property of properties.slice(0, 3)) sample[property.id] = sampleValue(property);
  if (properties.length === 0) sample.temperature = 21.5;
  return JSON.stringify(sample);
}

function sampleValue({ type, min, max, values, length }: Property): number | string | boolean {
  if (type === 'bool') return true;
  if (type === 'enum') return values?.[0] ?? '';
  if (type === 'text') return 'ok'.slice(0, length ?? 2);
  const wanted = type === 'int32' || type === 'int64' ? 21 : 21.5;
  if (min !== undefined && wanted < min) return min;
  return max !== undefined && wanted > max ? max : wanted;
}
