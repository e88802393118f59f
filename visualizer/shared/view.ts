import { signal } from '@preact/signals';

export type View = 'simulate' | 'live';
export const view = signal<View>('simulate');
