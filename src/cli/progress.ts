import path from 'node:path';
import yoctoSpinner from 'yocto-spinner';
import type { AuditProgress } from '../audit/index.ts';
import type { Terminal } from './terminal.ts';

export interface Progress {
  readonly show: (progress: AuditProgress) => void;
  readonly stop: () => void;
}

/** Says on the terminal how far the audit is. Gone without a trace when it is over. */
export function startProgress({ stderr, cwd }: Terminal): Progress {
  const spinner = yoctoSpinner({ text: 'Opening the project …', stream: stderr }).start();
  return {
    show({ project, file, done, known }) {
      const name = path.relative(cwd, file ?? project);
      spinner.text = `${String(done)} of ${String(known)} files  ${name}`;
    },
    stop: () => {
      spinner.stop();
    },
  };
}
