export type { FirstAdmin, FirstAdminWish } from './access/first-admin.ts';
export type { HealthCheck } from './api/health.ts';
export { renderApiMarkdown, renderErrorsMarkdown } from './api/markdown.ts';
export { openApiDocument } from './api/openapi.ts';
export type { PlatformInfo } from './api/platform-route.ts';
export { type ApplicationNeeds, type ApplicationPlatform, createApplicationPlatform } from './application-platform.ts';
export { migrations } from './migrations.ts';
