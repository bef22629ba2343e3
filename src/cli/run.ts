import { CommanderError } from 'commander';
import { KnownError } from '../audit/known-error.ts';
import { createProgram } from './arguments.ts';
import { exitCodes } from './exit-code.ts';
import type { Host } from './host.ts';
import { wrongUsage } from './messages/wrong-usage.ts';
import { tellDefect, tellMistake } from './tell-failure.ts';
import type { Terminal } from './terminal.ts';

/** Runs the command and says with which code the process is to end. Prints to the given streams only. */
export async function run(argv: readonly string[], terminal: Terminal, parts: Omit<Host, 'terminal'>): Promise<number> {
  let exitCode: number = exitCodes.clean;
  const said: string[] = [];
  const program = createProgram(
    { terminal, ...parts },
    {
      onError: text => said.push(text),
      onDone: code => {
        exitCode = code;
      },
    },
  );
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    const command = argv[0] === 'audit' || argv[0] === 'explain' ? ` ${argv[0]}` : '';
    return tellFailure(error, { said: said.join(''), command: `eslint-plugin-cancellation${command}`, terminal });
  }
}

interface Circumstances {
  /** What the parser of the arguments had to say. */
  readonly said: string;
  readonly command: string;
  readonly terminal: Terminal;
}

function tellFailure(error: unknown, { said, command, terminal }: Circumstances): number {
  if (error instanceof CommanderError) {
    // The parser of the arguments ends by throwing, also after it has printed what was asked for.
    if (error.exitCode === 0) {
      return exitCodes.clean;
    }
    // Nothing was asked for: then the help has been printed already.
    if (error.code !== 'commander.help') {
      tellMistake(wrongUsage(said, command), terminal);
    }
    return exitCodes.mistake;
  }
  if (error instanceof KnownError) {
    tellMistake(error, terminal);
    return exitCodes.mistake;
  }
  tellDefect(error, terminal);
  return exitCodes.defect;
}
