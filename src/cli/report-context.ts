import { readFileSync } from 'node:fs';
import { name, version } from '../audit/own-package.ts';
import type { ReportContext } from '../report/context.ts';
import type { Host } from './host.ts';

export function reportContext({ terminal, rules }: Host, look: Pick<ReportContext, 'colours' | 'width'>): ReportContext {
  const sources = new Map<string, string | undefined>();
  return {
    tool: { name, version },
    rules: rules(),
    cwd: terminal.cwd,
    ...look,
    sourceOf(file) {
      if (!sources.has(file)) {
        sources.set(file, read(file));
      }
      return sources.get(file);
    },
  };
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    // It was there when it was analysed; the finding is told without its text.
    return undefined;
  }
}
