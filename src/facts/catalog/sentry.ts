import { collected, each, exportsOf } from './claims.ts';
import type { CatalogEntry } from './entry.ts';

/**
 * The packages for one platform hand out what `@sentry/core` defines. They are too large to be installed for a comparison; the
 * types of `@sentry/core` 11.12.0 agreed.
 */
export const sentryPackages = [
  '@sentry/core',
  '@sentry/node',
  '@sentry/browser',
  '@sentry/react',
  '@sentry/vue',
  '@sentry/angular',
  '@sentry/svelte',
  '@sentry/sveltekit',
  '@sentry/nextjs',
  '@sentry/nestjs',
  '@sentry/bun',
  '@sentry/deno',
  '@sentry/cloudflare',
  '@sentry/aws-serverless',
  '@sentry/google-cloud-serverless',
];

export const sentry: readonly CatalogEntry[] = sentryPackages.flatMap(module => [
  ...exportsOf(
    module,
    'https://docs.sentry.io/platforms/javascript/apis/',
    each(['captureException', 'captureMessage', 'captureEvent', 'captureCheckIn', 'addBreadcrumb', 'setTag', 'setTags', 'setContext', 'setUser'], {
      logs: true,
    }),
  ),
  ...exportsOf(module, 'https://docs.sentry.io/platforms/javascript/apis/#startSpan', { startSpan: { callbacks: [collected(1)] } }),
  ...exportsOf(module, 'https://docs.sentry.io/platforms/javascript/apis/#withScope', { withScope: { callbacks: [collected(0), collected(1)] } }),
]);
