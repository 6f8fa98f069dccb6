export { createDevicePlatform, type DevicePlatform, type DevicePlatformOptions } from './device-platform.ts';
export { migrations } from './registry/migrations.ts';
