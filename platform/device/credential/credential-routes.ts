import { z } from 'zod';
import { deviceName } from '#core/names.ts';
import { type AuditedCall, defineRoute, type Route } from '#core/route.ts';
import { credentialChangeSchema, credentialInput, credentialSchema, newCredentialSchema } from './credential.ts';
import type { CredentialService } from './credential-service.ts';

const ofDevice = z.object({ device: deviceName });
const params = ofDevice.extend({ credential: z.string().regex(/^[0-9a-f]{16}$/, '16 hexadecimal digits') });
const example = {
  id: '4f2a9c0d1b3e5f60',
  kind: 'password',
  label: 'Controller',
  userName: 'hall3-pump',
  scram: false,
  fingerprint: null,
  subject: null,
  certificateEndsAt: null,
  disabled: false,
  expiresAt: null,
  createdAt: '2026-01-01T00:00:00.000Z',
} as const;

/** The HTTP face of a device's credentials. */
export function credentialRoutes(service: CredentialService): readonly Route[] {
  const about = { tag: 'Devices', scope: 'tenant', permission: 'device.credential' } as const;
  const type = 'device-credential';
  type Params = z.output<typeof params>;
  const id = ({ params }: { readonly params: Params }) => params.credential;
  const before = async ({ tenant, params }: AuditedCall<Params, unknown>) =>
    (await service.find(tenant, params.device, params.credential)) ?? null;
  return [
    defineRoute({
      ...about,
      method: 'GET',
      path: '/devices/{device}/credentials',
      id: 'listDeviceCredentials',
      summary: 'List a device’s credentials',
      description: 'Those besides the secret that it was made with. None of them shows what opens it.',
      params: ofDevice,
      response: z.object({ items: z.array(credentialSchema) }),
      example: { response: { items: [example] } },
      handle: async ({ tenant, params }) => ({ items: [...(await service.list(tenant, params.device))] }),
    }),
    defineRoute({
      ...about,
      method: 'POST',
      path: '/devices/{device}/credentials',
      id: 'createDeviceCredential',
      summary: 'Give a device another credential',
      description:
        'A further secret; a user name and a password, which is the MQTT user name `{tenant}/{userName}`; or the certificate that it shows at the TLS handshake, whoever issued it. What was made up is shown only this once.',
      params: ofDevice,
      body: credentialInput,
      bodyBytesMax: 65_536,
      response: newCredentialSchema,
      status: 201,
      audit: {
        type,
        id: ({ params }, result) => result?.id ?? params.device,
        after: ({ password: _, ...credential }) => credential,
      },
      example: {
        body: { kind: 'password', userName: 'hall3-pump', label: 'Controller' },
        response: { ...example, password: 'w4x0c1k9rTqYbN8uJ2eLs5Hd' },
      },
      handle: ({ tenant, params, body }) => service.create(tenant, params.device, body),
    }),
    defineRoute({
      ...about,
      method: 'PATCH',
      path: '/devices/{device}/credentials/{credential}',
      id: 'updateDeviceCredential',
      summary: 'Change a device’s credential',
      description: 'Disabling one, or changing when it ends, ends the connections that it let in.',
      params,
      body: credentialChangeSchema,
      response: credentialSchema,
      audit: { type, id, before },
      example: { body: { disabled: true }, response: { ...example, disabled: true } },
      handle: ({ tenant, params, body }) => service.update(tenant, params.device, params.credential, body),
    }),
    defineRoute({
      ...about,
      method: 'DELETE',
      path: '/devices/{device}/credentials/{credential}',
      id: 'deleteDeviceCredential',
      summary: 'Take a credential from a device',
      description: 'It ends at once, and with it the connections that it let in.',
      params,
      response: z.void(),
      status: 204,
      audit: { type, id, before },
      example: { response: undefined },
      handle: async ({ tenant, params }) => await service.remove(tenant, params.device, params.credential),
    }),
  ];
}
