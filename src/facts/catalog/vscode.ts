import { chained, each, exportsOf, cancels } from './claims.ts';
import type { CatalogEntry } from './entry.ts';

/**
 * Cancellation tokens of VS Code's extensions, and of the language servers that took them over.
 *
 * What VS Code itself does with a token is not said here: a prompt that is cancelled gives `undefined`, and does not reject.
 */

const api = 'https://code.visualstudio.com/api/references/vscode-api';
const rpc = 'https://github.com/microsoft/vscode-languageserver-node/blob/main/jsonrpc/src/common';

const tokens = ['vscode', 'vscode-jsonrpc', 'vscode-jsonrpc/node'].flatMap(module =>
  exportsOf(module, module === 'vscode' ? `${api}#CancellationToken` : `${rpc}/cancellation.ts`, {
    CancellationToken: { type: 'signal' },
    CancellationTokenSource: { type: 'controller' },
    'CancellationTokenSource.prototype.token': { givesSignal: 'own', result: 'CancellationToken' },
    ...each(['CancellationTokenSource.prototype.cancel', 'CancellationTokenSource.prototype.dispose'], { throws: 'never' }),
  }),
);

export const vscode: readonly CatalogEntry[] = [
  ...tokens,
  ...exportsOf('vscode', `${api}#CancellationError`, { CancellationError: { cancellation: 'class', pure: true } }),
  ...exportsOf('vscode', `${api}#ProgressOptions`, {
    // Without it, or with `false`, the task is handed `CancellationToken.None`: `_withProgress` in src/vs/workbench/api/common/extHostProgress.ts.
    'window.withProgress': { callbacks: [chained(1)], abortsOnlyIf: { argument: 0, property: 'cancellable' } },
  }),
  ...exportsOf('vscode-jsonrpc', `${rpc}/connection.ts`, {
    'MessageConnection.prototype.sendRequest': { signal: [1, 2, 3].map(argument => cancels(argument)), rejects: 'witness' },
  }),
];
