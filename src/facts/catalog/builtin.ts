import { dom } from './dom.ts';
import { ecmascript } from './ecmascript.ts';
import type { CatalogEntry } from './entry.ts';
import { nodeEvents } from './node-events.ts';
import { nodeFs } from './node-fs.ts';
import { nodeNet } from './node-net.ts';
import { nodeProcess } from './node-process.ts';
import { nodeStreams } from './node-streams.ts';
import { nodeTest } from './node-test.ts';
import { nodeTimers } from './node-timers.ts';
import { nodeUtilities } from './node-utilities.ts';

/** What TypeScript's own library and Node's types declare. */
export const platformCatalog: readonly CatalogEntry[] = [
  ...ecmascript,
  ...dom,
  ...nodeTimers,
  ...nodeEvents,
  ...nodeFs,
  ...nodeStreams,
  ...nodeNet,
  ...nodeProcess,
  ...nodeUtilities,
  ...nodeTest,
];

/** Everything that is known without asking the user. */
export const builtinCatalog: readonly CatalogEntry[] = platformCatalog;
