import { Command, type Help } from 'commander';
import { version } from '../audit/own-package.ts';
import { createStyle } from '../report/style.ts';
import { addAuditCommand } from './audit-command.ts';
import { addExplainCommand } from './explain-command.ts';
import type { Host } from './host.ts';
import { hasColours, widthOf, type Terminal } from './terminal.ts';

export interface Ends {
  /** The parser has something to say against the arguments. */
  readonly onError: (text: string) => void;
  /** A command is done. */
  readonly onDone: (exitCode: number) => void;
}

/** The command line as a person reads it; what each command does is said where it is defined. */
export function createProgram(host: Host, { onError, onDone }: Ends): Command {
  const { terminal } = host;
  const program = new Command('eslint-plugin-cancellation');
  // Subcommands take these over when they are made.
  program
    .exitOverride()
    .configureOutput({
      writeOut: text => terminal.stdout.write(text),
      writeErr: text => terminal.stderr.write(text),
      outputError: onError,
      getOutHelpWidth: () => Math.min(widthOf(terminal.stdout), 110),
      getErrHelpWidth: () => Math.min(widthOf(terminal.stderr), 110),
      getOutHasColors: () => hasColours(terminal.stdout, terminal.env),
      getErrHasColors: () => hasColours(terminal.stderr, terminal.env),
    })
    .configureHelp(helpStyle(terminal))
    .helpOption('-h, --help', 'Print this.')
    .helpCommand(false);
  program
    .description('Finds tasks that nobody awaits, and cancellations that never reach the one who waits for them.')
    .version(version, '-v, --version', 'Print the version.')
    .addHelpText('after', '\nBegin with  eslint-plugin-cancellation audit  in the folder of a project. Nothing has to be configured.');
  addAuditCommand(program, host, onDone);
  addExplainCommand(program, host);
  return program;
}

function helpStyle({ stdout, env }: Terminal): Partial<Help> {
  const style = createStyle(hasColours(stdout, env));
  return {
    styleTitle: text => style('bold', text),
    styleCommandText: text => style('bold', text),
    styleSubcommandTerm: text => style('cyan', text),
    styleOptionTerm: text => style('cyan', text),
    styleArgumentTerm: text => style('cyan', text),
  };
}
