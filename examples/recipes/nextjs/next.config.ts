import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

/** This folder is an app of its own, whatever lies above it. */
const config: NextConfig = { turbopack: { root: dirname(fileURLToPath(import.meta.url)) } };

export default config;
