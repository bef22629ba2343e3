import { abortControllerX } from './abort-controller-x.ts';
import { axios } from './axios.ts';
import { cancellationRuntime } from './cancellation-runtime.ts';
import { delay } from './delay.ts';
import { dom } from './dom.ts';
import { ecmascript } from './ecmascript.ts';
import type { CatalogEntry } from './entry.ts';
import { execa } from './execa.ts';
import { got } from './got.ts';
import { ky } from './ky.ts';
import { loggers } from './loggers.ts';
import { nodeEvents } from './node-events.ts';
import { nodeFs } from './node-fs.ts';
import { nodeNet } from './node-net.ts';
import { nodeProcess } from './node-process.ts';
import { nodeStreams } from './node-streams.ts';
import { nodeTest } from './node-test.ts';
import { nodeTimers } from './node-timers.ts';
import { nodeUtilities } from './node-utilities.ts';
import { pCancelable } from './p-cancelable.ts';
import { pLimit } from './p-limit.ts';
import { pMap } from './p-map.ts';
import { pQueue } from './p-queue.ts';
import { pRetry } from './p-retry.ts';
import { pTimeout } from './p-timeout.ts';
import { sentry } from './sentry.ts';
import { tanstackQuery } from './tanstack-query.ts';
import { temporal } from './temporal.ts';
import { testRunners } from './test-runners.ts';
import { undici } from './undici.ts';
import { vscode } from './vscode.ts';

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

/** Libraries that many programs use to wait, to cancel, or to tell. */
const libraryCatalog: readonly CatalogEntry[] = [
  ...abortControllerX,
  ...axios,
  ...cancellationRuntime,
  ...delay,
  ...execa,
  ...got,
  ...ky,
  ...loggers,
  ...pCancelable,
  ...pLimit,
  ...pMap,
  ...pQueue,
  ...pRetry,
  ...pTimeout,
  ...sentry,
  ...tanstackQuery,
  ...temporal,
  ...testRunners,
  ...undici,
  ...vscode,
];

/** Everything that is known without asking the user. */
export const builtinCatalog: readonly CatalogEntry[] = [...platformCatalog, ...libraryCatalog];
