export type { FirstAdmin } from './access/first-admin.ts';
export { renderApiMarkdown } from './api/markdown.ts';
export { type ApplicationNeeds, type ApplicationPlatform, createApplicationPlatform } from './application-platform.ts';
export { migrations } from './migrations.ts';
