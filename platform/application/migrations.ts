import type { Migration } from 'kysely';
import { accessMigration } from './access/access-schema.ts';
import { impersonationMigration } from './access/impersonation-store.ts';
import { invitationMigration } from './access/invitation-store.ts';
import { policyMigration } from './access/policy-schema.ts';
import { auditMigration } from './audit/audit-schema.ts';
import { secondFactorMigration } from './identity/identity-schema.ts';
import { quotaMigration } from './quota/quota-schema.ts';
import { ssoMigration } from './sso/sso-schema.ts';
import { spaceMigration } from './tenant/space-schema.ts';
import { tenantMigration } from './tenant/tenant-schema.ts';
import { tokenMigration } from './token/token-schema.ts';

/** Tables of this platform; the numbers order the migrations of all platforms. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-tenant': tenantMigration,
  '0002-access': accessMigration,
  '0005-audit': auditMigration,
  '0009-space': spaceMigration,
  '0010-policy': policyMigration,
  '0010-impersonation': impersonationMigration,
  '0012-invitation': invitationMigration,
  '0013-second-factor': secondFactorMigration,
  '0014-quota': quotaMigration,
  '0015-sso': ssoMigration,
  '0018-token-issuer': tokenMigration,
};
