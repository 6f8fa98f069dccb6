export { createDevicePlatform, type DevicePlatform } from './device-platform.ts';
export { migrations } from './registry/migrations.ts';
