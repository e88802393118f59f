/** Node: sessions in files, shared by processes and kept over restarts. */
export { createFileStore, type FileStoreOptions } from './file-store.ts';
export { type NodePlatformOptions, nodePlatform } from './node-platform.ts';
