import { dom } from './dom.ts';
import { ecmascript } from './ecmascript.ts';
import type { CatalogEntry } from './entry.ts';
import { nodeEvents } from './node-events.ts';
import { nodeTimers } from './node-timers.ts';

/** Everything that is known without asking the user. */
export const builtinCatalog: readonly CatalogEntry[] = [...ecmascript, ...dom, ...nodeTimers, ...nodeEvents];
