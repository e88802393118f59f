export { type WebPlatformOptions, webPlatform } from './web-platform.ts';
