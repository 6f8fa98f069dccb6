export { openAccess } from './access/open-access.ts';
export { renderApiMarkdown } from './api/markdown.ts';
export { openApiDocument } from './api/openapi.ts';
export { type ApplicationNeeds, type ApplicationPlatform, createApplicationPlatform } from './application-platform.ts';
export type { FirstAdmin } from './identity/first-admin.ts';
export { migrations } from './migrations.ts';
export { createMeters } from './quota/meters.ts';
export { openQuotas } from './quota/open-quotas.ts';
export { limitsOf } from './quota/quota.ts';
