import { publicPem } from './public-keys.ts';
import type { TenantsWorld } from './world.ts';

type Things = TenantsWorld['things'];

/**
 * Bodies (and queries) that name the victim's things, for every route that takes any; a route that can name nothing of anybody says so.
 * A new route without a row here makes the test fail: think what it could be asked about another tenant's things.
 */
export function attacks(things: Things): Readonly<Record<string, readonly object[] | 'names nothing'>> {
  const { product, device, space, role, account, tenant, person } = things;
  const assignments = [{ role }];
  return {
    createDevice: [
      { name: 'new', product },
      { name: 'new', product: 'pump', space },
    ],
    createDevices: [
      { name: 'new', product, count: 2 },
      { name: 'new', product: 'pump', space, count: 2 },
    ],
    updateDevice: [{ label: 'x' }, { space }],
    deleteDevice: 'names nothing',
    rotateDeviceSecret: 'names nothing',
    createDeviceCredential: [{ kind: 'secret' }],
    updateDeviceCredential: [{ disabled: true }],
    deleteDeviceCredential: 'names nothing',
    createCertificateAuthority: 'names nothing',
    proveCertificateAuthority: [{ signature: 'AAAA' }],
    updateCertificateAuthority: [{ disabled: true }],
    deleteCertificateAuthority: 'names nothing',
    createTokenIssuer: [{ issuer: 'https://id.example.org', audience: 'x', publicPem, subject: { kind: 'application', role } }],
    updateTokenIssuer: [{ disabled: true }],
    deleteTokenIssuer: 'names nothing',
    createProduct: 'names nothing',
    updateProduct: [{ label: 'x' }],
    queryHistory: [{ devices: [device], properties: ['temperature'], from: 0, to: 1 }],
    createSpace: [{ name: 'new', parent: space }],
    updateSpace: [{ label: 'x' }],
    deleteSpace: 'names nothing',
    createRole: 'names nothing',
    updateRole: [{ label: 'x' }],
    deleteRole: 'names nothing',
    updateMember: [{ assignments: [{ role: 'viewer' }] }],
    removeMember: 'names nothing',
    resetSecondFactor: 'names nothing',
    createInvitation: [{ email: 'x@example.org', assignments }],
    deleteInvitation: 'names nothing',
    createApiKey: [
      { name: 'x', role },
      { name: 'x', serviceAccount: account },
    ],
    deleteApiKey: 'names nothing',
    createServiceAccount: [{ name: 'x', assignments }],
    updateServiceAccount: [{ disabled: true }],
    deleteServiceAccount: 'names nothing',
    createShare: [
      { toTenant: 'default', thing: { device } },
      { toTenant: 'default', thing: { space } },
      { toTenant: 'default', thing: { space: 'root' }, role },
    ],
    deleteShare: 'names nothing',
    setSso: [{ issuer: 'https://id.example.org', clientId: 'x', clientSecret: 'x', domains: ['example.org'], defaultRole: role }],
    deleteSso: 'names nothing',
    endConnection: 'names nothing',
    startTrace: [{ device }],
    stopTrace: 'names nothing',
    deleteTrace: 'names nothing',
    updateTenant: 'names nothing',
    startDemoFleet: 'names nothing',
    stopDemoFleet: 'names nothing',
    signOut: 'names nothing',
    changePassword: 'names nothing',
    updatePerson: 'names nothing',
    endSession: 'names nothing',
    endOtherSessions: 'names nothing',
    enrolSecondFactor: 'names nothing',
    activateSecondFactor: 'names nothing',
    renewRecoveryCodes: 'names nothing',
    removeSecondFactor: 'names nothing',
    joinByInvitation: [{ token: `${things.invitation}${'A'.repeat(43)}` }],
    createTenant: [{ name: tenant, ownerEmail: 'x@example.org' }],
    inviteOwner: [{ email: 'x@example.org' }],
    addOperator: [{ email: 'stranger@example.org' }],
    removeOperator: [{ person }],
    setTenantQuotas: [{ devices: 1 }],
    beginImpersonation: [{ tenant, reason: 'only because I can' }],
    endImpersonation: 'names nothing',
    // Keeps names out of the caller’s own tenant, whether anybody there has them or not.
    createBan: 'names nothing',
    deleteBan: 'names nothing',
    setConnectionLimits: 'names nothing',
    createAddressBan: [{ address: '192.0.2.1', reason: 'x' }],
    deleteAddressBan: 'names nothing',
  };
}

/** Routes that anybody may call, and why nothing of a tenant can be had by them. */
export const openToAll: Readonly<Record<string, string>> = {
  signIn: 'asks for a password',
  completeSignIn: 'asks for a second factor after a password',
  beginSso: 'leads to the provider of a tenant, nothing more',
  finishSso: 'asks for what a tenant’s provider signed, and opens that tenant only',
  getTlsAuthority: 'the platform’s own certificate, which is public',
  reportProperties: 'asks for a secret, a password or a token of the device',
  lookAtInvitation: 'asks for the invitation’s secret',
  acceptInvitation: 'asks for the invitation’s secret',
};

/** The victim's value for each placeholder of a path. */
export function pathValues(things: Things): Readonly<Record<string, string>> {
  return {
    device: things.device,
    credential: things.credential,
    authority: things.authority,
    issuer: things.issuer,
    product: things.product,
    space: things.space,
    role: things.role,
    account: things.account,
    person: things.person,
    tenant: things.tenant,
    session: things.session,
    connection: things.connection,
    trace: things.trace,
    'DELETE /api-keys/{id}': things.key,
    'DELETE /invitations/{id}': things.invitation,
    'DELETE /shares/{id}': things.share,
    'DELETE /bans/{id}': things.ban,
    'DELETE /operator/address-bans/{id}': things.addressBan,
    'DELETE /operator/impersonations/{id}': things.impersonation,
  };
}
