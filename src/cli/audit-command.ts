import type { Command } from 'commander';
import type { AuditOptions, AuditResult, PresetName, RuleWish } from '../audit/index.ts';
import { isFormat, formats, formatReport, type Format } from '../report/formats.ts';
import { exitCodeOf } from './exit-code.ts';
import type { Host } from './host.ts';
import { notACount } from './messages/not-a-count.ts';
import { unknownFormat } from './messages/unknown-format.ts';
import { unknownPreset } from './messages/unknown-preset.ts';
import { unknownSeverity } from './messages/unknown-severity.ts';
import { openOutput } from './output.ts';
import { startProgress } from './progress.ts';
import { reportContext } from './report-context.ts';
import { hasColours, isLive, widthOf } from './terminal.ts';
import { tellTimings } from './tell-timings.ts';

interface Given {
  readonly project?: readonly string[];
  readonly rule?: Readonly<Record<string, RuleWish>>;
  readonly preset?: PresetName;
  readonly format?: Format;
  readonly output?: string;
  readonly maxWarnings?: number;
  readonly quiet?: true;
  readonly progress: boolean;
  readonly timing?: true;
}

// A file is read anywhere, or by a program.
const plain = { colours: false, width: 100 };

const presets: readonly PresetName[] = ['recommended', 'strict', 'all'];
const severities = ['error', 'warning', 'off'] as const;

const examples = `
Examples:
  audit                                    the project in this folder
  audit src "packages/*/src/**/*.ts"       these files only; their projects supply the types
  audit -p tsconfig.build.json             what this tsconfig includes
  audit --rule no-floating-task            one rule and no other
  audit --preset strict --max-warnings 0   everything that strict finds fails
  audit --format sarif --output audit.sarif

Exit codes:
  0  nothing at error level, and no more warnings than --max-warnings
  1  otherwise
  2  a mistake in the arguments, the configuration or a tsconfig
  3  a defect of this program

A cancellation.config.json, here or in a folder above, sets preset, rules, ignores and what libraries mean.`;

export function addAuditCommand(program: Command, host: Host, onDone: (exitCode: number) => void): void {
  program
    .command('audit')
    .summary('find faults in files, folders or whole projects')
    .description('Finds faults in files, folders or whole projects, with all that their TypeScript programs know.')
    .argument('[paths...]', 'Files, folders and globs. (default: the current folder)')
    .optionsGroup('What to audit:')
    .option('-p, --project <tsconfig>', 'A tsconfig or its folder; may repeat. (default: the tsconfigs that own the paths)', collect)
    .optionsGroup('What to look for:')
    .option('--preset <name>', `One of ${presets.join(', ')}. (default: recommended)`, presetOf)
    .option('--rule <name[:severity]>', 'Run this rule and no other; with --preset, add it or change it. May repeat. Severities: error, warning, off.', addRule)
    .optionsGroup('What to print:')
    .option('--format <name>', `One of ${formats.join(', ')}. (default: pretty)`, formatOf)
    .option('--output <file>', 'Write the report into a file instead of to the terminal.')
    .option('--quiet', 'Show errors only; warnings are counted.')
    .option('--no-progress', 'Show nothing while at work.')
    .option('--timing', 'Say how long each part took.')
    .optionsGroup('When to fail:')
    .option('--max-warnings <count>', 'Fail if there are more warnings. (default: any number is fine)', countOf)
    .addHelpText('after', examples)
    .action(async (paths: readonly string[], given: Given) => {
      onDone(await runAudit(paths, given, host));
    });
}

async function runAudit(paths: readonly string[], given: Given, host: Host): Promise<number> {
  const { terminal } = host;
  const output = openOutput(given.output, terminal);
  const progress = given.progress && isLive(terminal.stderr, terminal.env) ? startProgress(terminal) : undefined;
  let result: AuditResult;
  try {
    result = await host.audit({ ...optionsOf(paths, given, terminal.cwd), ...(progress && { onProgress: progress.show }) });
  } finally {
    progress?.stop();
  }
  // The sum still counts what is not shown: it may be why the command fails.
  const shown = given.quiet === true ? { ...result, findings: result.findings.filter(({ severity }) => severity === 'error') } : result;
  const { stdout, env } = terminal;
  const look = given.output === undefined ? { colours: hasColours(stdout, env), width: widthOf(stdout) } : plain;
  output.write(formatReport(given.format ?? 'pretty', shown, reportContext(host, look)));
  if (given.timing === true) {
    tellTimings(result.timings, terminal);
  }
  return exitCodeOf(result.summary, given.maxWarnings ?? Number.POSITIVE_INFINITY);
}

function optionsOf(paths: readonly string[], { project, rule, preset }: Given, cwd: string): AuditOptions {
  return {
    cwd,
    ...(paths.length > 0 && { paths }),
    ...(project && { projects: project }),
    ...(rule && { rules: rule }),
    ...(preset && { preset }),
  };
}

function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

function addRule(value: string, earlier: Readonly<Record<string, RuleWish>> = {}): Readonly<Record<string, RuleWish>> {
  const [given = '', severity] = value.split(':');
  const name = given.slice(given.lastIndexOf('/') + 1);
  const known = severity === 'warn' ? 'warning' : severities.find(candidate => candidate === severity);
  if (severity !== undefined && known === undefined) {
    throw unknownSeverity(severity, name, severities);
  }
  return { ...earlier, [name]: known === undefined ? {} : { severity: known } };
}

function presetOf(value: string): PresetName {
  const preset = presets.find(candidate => candidate === value);
  if (preset === undefined) {
    throw unknownPreset(value, presets);
  }
  return preset;
}

function formatOf(value: string): Format {
  if (!isFormat(value)) {
    throw unknownFormat(value, formats);
  }
  return value;
}

function countOf(value: string): number {
  if (!/^\d+$/.test(value)) {
    throw notACount('--max-warnings', value);
  }
  return Number(value);
}
