import { readFile } from 'node:fs/promises';
import { type Client, paginate } from '@thalamus/sdk';
import { createDevice, createDevices, type DeviceLogin, inParallel, numbered, type Step } from './devices.ts';
import { CliFailure, exitCodes } from './failure.ts';

/** Logins of `<prefix>-1 … <prefix>-<count>`: missing devices are made, existing ones get a new secret (the old one can't be read). */
export async function ensureLogins(
  client: Client,
  prefix: string,
  product: string,
  count: number,
  step?: Step,
): Promise<readonly DeviceLogin[]> {
  const names = numbered(prefix, count);
  const wanted = new Set(names);
  const existing = new Set<string>();
  for await (const device of paginate((cursor) => client.listDevices({ cursor, limit: 500, total: 'none', search: `${prefix}-` }))) {
    if (wanted.has(device.name)) existing.add(device.name);
  }
  if (existing.size === 0) return createDevices(client, prefix, { product }, count, step);
  const login = async (device: string): Promise<DeviceLogin> => {
    if (!existing.has(device)) return createDevice(client, device, { product });
    const { credentials } = await client.rotateDeviceSecret(device);
    return { device, ...credentials };
  };
  return inParallel(names, login, step);
}

/** Reads what `device create --json` printed; fails naming the line that is not such a line. */
export async function readLogins(file: string): Promise<readonly DeviceLogin[]> {
  const logins: DeviceLogin[] = [];
  for (const [index, line] of (await readFile(file, 'utf8')).split('\n').entries()) {
    if (line.trim() === '') continue;
    const login = parseLogin(line);
    if (login === undefined) {
      throw new CliFailure(
        exitCodes.failed,
        `line ${index + 1} of ${file} is no login, expected {"device","clientId","username","password"}`,
      );
    }
    logins.push(login);
  }
  return logins;
}

function parseLogin(line: string): DeviceLogin | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const text = (key: string): string | undefined => {
    const field: unknown = Reflect.get(value, key);
    return typeof field === 'string' ? field : undefined;
  };
  const [clientId, username, password] = [text('clientId'), text('username'), text('password')];
  if (clientId === undefined || username === undefined || password === undefined) return undefined;
  return { device: text('device') ?? clientId, clientId, username, password };
}
