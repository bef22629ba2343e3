import type { CatalogEntry } from './entry.ts';

/**
 * Events of streams that never come when the stream fails or is destroyed, and those that it tells instead. `close` comes in any case, unless
 * somebody has switched it off, so that nobody waits for it in vain.
 */
type Instead = NonNullable<CatalogEntry['instead']>;

const broken = ['error', 'close'];

export const insteadOfReading: Instead = { data: ['end', ...broken], readable: ['end', ...broken], end: broken };

export const insteadOfWriting: Instead = { drain: ['finish', ...broken], finish: broken };

export const insteadOfBoth: Instead = { ...insteadOfReading, ...insteadOfWriting };

export const insteadOfConnecting: Instead = { ...insteadOfBoth, connect: broken, ready: broken, secureConnect: broken };

export const insteadOfOpening: Instead = { open: broken, ready: broken };
