import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import type ts from 'typescript';
import type { Analysis, AnalysisHost } from '../engine/analysis.ts';
import type { AuditFinding, AuditResult, Timing } from '../engine/audit-result.ts';
import type { Finding, Note } from '../engine/finding.ts';
import { Fingerprints } from '../engine/fingerprint.ts';
import { createLineMap, type LineMap } from '../engine/line-map.ts';
import { withoutYielded } from '../engine/precedence.ts';
import type { PresetName, Rule } from '../engine/rule.ts';
import { rulePageOf } from '../engine/rule-page.ts';
import { suppressionsIn } from '../engine/suppressions.ts';
import type { Unit } from '../engine/unit.ts';
import type { Compiler } from '../facts/context.ts';
import { readConfiguration, type Configuration } from './configuration.ts';
import { slashed } from './source-names.ts';
import type { OpenProject } from './open-project.ts';
import type { Libraries } from './program-host.ts';
import { auditedFolder, projectRoot } from './project-root.ts';
import { selectRules, type RuleWish, type SelectedRule } from './select-rules.ts';

export interface AuditOptions {
  /** The folder that relative paths start from, and from which `cancellation.config.json` is looked for upwards. Default: the process's. */
  readonly cwd?: string;
  /** Files, folders and globs. Default: the working folder, or all files of `projects` if there are any. */
  readonly paths?: readonly string[];
  /** Tsconfig files, or folders with a `tsconfig.json`. Default: for each file, the tsconfig that owns it. */
  readonly projects?: readonly string[];
  /** Default: the configuration's, or else `recommended`. */
  readonly preset?: PresetName;
  /**
   * Rules to run, by name. Without `preset` these run and no others; with it, they are added to it or change it.
   */
  readonly rules?: Readonly<Record<string, RuleWish>>;
  /** Called when a project is opened and before each file is analysed; the audit lets the event loop turn in between. */
  readonly onProgress?: (progress: AuditProgress) => void;
}

export interface AuditProgress {
  /** The tsconfig, or the folder. */
  readonly project: string;
  /** Undefined while the project is being opened. */
  readonly file?: string;
  /** Files analysed, and files known so far; projects that are yet to be opened may add more. */
  readonly done: number;
  readonly known: number;
}

/** What the audit is made of; tests put in parts of their own. */
export interface AuditParts {
  readonly createAnalysis: (host: AnalysisHost) => Analysis;
  readonly rules: readonly Rule[];
  /** Filled by the first audit and used by the next ones. */
  readonly libraries?: Libraries;
}

export async function audit(options: AuditOptions, parts: AuditParts): Promise<AuditResult> {
  const started = performance.now();
  const cwd = path.resolve(options.cwd ?? process.cwd());
  const configuration = readConfiguration(cwd);
  const selected = selectRules(parts.rules, wishesOf(options, configuration));
  const { openWorkspace } = await import('./open-project.ts');
  const projects = options.projects ?? [];
  const paths = options.paths ?? (projects.length > 0 ? [] : ['.']);
  const folder = auditedFolder(cwd, [...paths, ...projects]);
  const request = {
    cwd: slashed(cwd),
    folder: slashed(folder),
    projects,
    paths,
    ignores: { folder: configuration.folder, globs: configuration.ignores },
  };
  const workspace = await openWorkspace(request, parts.libraries);

  const run = new AuditRun(workspace.ts, selected, projectRoot(folder));
  let known = 0;
  let opening = performance.now();
  run.clock.add('start', opening - started);
  for (const project of workspace.projects()) {
    run.clock.add('open projects', performance.now() - opening);
    known += project.files.length;
    const analysis = run.clock.time('prepare analysis', () =>
      parts.createAnalysis({ ts: workspace.ts, program: project.program, strength: 'program', catalog: configuration.catalog }),
    );
    for (const sourceFile of project.files) {
      if (options.onProgress !== undefined) {
        options.onProgress({ project: project.name, file: sourceFile.fileName, done: run.files, known });
        await setImmediate();
      }
      run.check(analysis, project, sourceFile);
    }
    options.onProgress?.({ project: project.name, done: run.files, known });
    opening = performance.now();
  }
  return run.result(workspace.notes(), performance.now() - started);
}

function wishesOf(options: AuditOptions, configuration: Configuration): Parameters<typeof selectRules>[1] {
  return {
    preset: options.preset ?? configuration.preset ?? 'recommended',
    configured: configuration.rules,
    named: new Map(Object.entries(options.rules ?? {})),
    alsoPreset: options.preset !== undefined,
  };
}

/** Collects what the files give. */
class AuditRun {
  readonly clock = new Clock();
  files = 0;
  readonly #ts: Compiler;
  readonly #selected: readonly SelectedRule[];
  readonly #names: ReadonlySet<string>;
  readonly #root: string;
  readonly #findings: { readonly finding: AuditFinding; readonly start: number }[] = [];
  readonly #notes: Note[] = [];
  readonly #configuring: string[] = [];
  readonly #lineMaps = new WeakMap<ts.SourceFile, LineMap>();
  #functions = 0;

  constructor(compiler: Compiler, selected: readonly SelectedRule[], root: string) {
    this.#ts = compiler;
    this.#selected = selected;
    this.#names = new Set(selected.map(({ rule }) => rule.name));
    this.#root = root;
  }

  check(analysis: Analysis, project: OpenProject, sourceFile: ts.SourceFile): void {
    this.files++;
    this.#noteSyntaxErrors(sourceFile);
    try {
      this.#checkRules(analysis, project, sourceFile);
    } catch (error) {
      if (!(error instanceof RangeError)) {
        throw new Error(`The analysis of ${sourceFile.fileName} failed.`, { cause: error });
      }
      this.#notes.push({ code: 'too-deep', file: sourceFile.fileName, message: 'Analysed in part: its code is nested too deep for the stack.' });
    }
    this.#notes.push(...analysis.notes(sourceFile));
  }

  result(openingNotes: readonly Note[], milliseconds: number): AuditResult {
    const findings = this.#findings
      .sort((a, b) => compare(a.finding.file, b.finding.file) || a.start - b.start || compare(a.finding.rule, b.finding.rule))
      .map(({ finding }) => finding);
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    return {
      root: this.#root,
      summary: {
        files: this.files,
        functions: this.#functions,
        findings: findings.length,
        errors,
        warnings: findings.length - errors,
        milliseconds: Math.round(milliseconds),
      },
      findings,
      notes: withoutRepetition([...openingNotes, ...this.#notes, ...this.#configuredNote()]),
      timings: this.clock.timings(),
    };
  }

  #checkRules(analysis: Analysis, { program }: OpenProject, sourceFile: ts.SourceFile): void {
    const unit = analysis.unit(sourceFile);
    this.#functions += unit.functions.length;
    const suppressions = suppressionsIn(this.#ts, sourceFile);
    if (suppressions.configures(this.#names)) {
      this.#configuring.push(sourceFile.fileName);
    }
    const fingerprints = new Fingerprints();
    for (const { rule, severity, options } of this.#selected) {
      const found = this.clock.time(`rule ${rule.name}`, () => withoutYielded(rule, analysis.check(unit, rule, options), name => this.#findingsOf(analysis, unit, name)));
      for (const finding of found.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)) {
        const told = this.#told(finding, severity, program, fingerprints);
        if (!suppressions.isSuppressed(rule.name, finding.span.start)) {
          this.#findings.push({ finding: told, start: finding.span.start });
        }
      }
    }
  }

  #findingsOf(analysis: Analysis, unit: Unit, name: string): readonly Finding[] {
    const selected = this.#selected.find(({ rule }) => rule.name === name);
    return selected === undefined ? [] : analysis.check(unit, selected.rule, selected.options);
  }

  #told(finding: Finding, severity: AuditFinding['severity'], program: ts.Program, fingerprints: Fingerprints): AuditFinding {
    const { rule, messageId, message, symbolPath } = finding;
    const place = (at: { readonly file: string; readonly span: Finding['span'] }) => this.#place(program, at);
    return {
      rule,
      messageId,
      message,
      severity,
      ...place(finding),
      because: finding.because.map(step => ({ ...place(step), message: step.message })),
      suggestions: finding.suggestions.map(suggestion => ({
        message: suggestion.message,
        edits: suggestion.edits.map(({ span, text }) => ({ start: span.start, end: span.end, text })),
      })),
      fingerprint: fingerprints.next({
        rule,
        messageId,
        path: slashed(path.relative(this.#root, finding.file)),
        symbolPath,
        snippet: program.getSourceFile(finding.file)?.text.slice(finding.span.start, finding.span.end) ?? '',
      }),
      url: rulePageOf(rule),
      symbolPath,
      presumed: finding.presumed,
    };
  }

  #place(program: ts.Program, { file, span }: { readonly file: string; readonly span: Finding['span'] }) {
    const sourceFile = program.getSourceFile(file);
    const lineMap = sourceFile === undefined ? createLineMap('') : this.#lineMapOf(sourceFile);
    const start = lineMap.positionOf(span.start);
    const end = lineMap.positionOf(span.end);
    return { file: path.normalize(file), line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
  }

  #lineMapOf(sourceFile: ts.SourceFile): LineMap {
    let lineMap = this.#lineMaps.get(sourceFile);
    if (lineMap === undefined) {
      lineMap = createLineMap(sourceFile.text);
      this.#lineMaps.set(sourceFile, lineMap);
    }
    return lineMap;
  }

  /** The compiler's own list, which it keeps on the tree; asking the program for it would also look for types in JavaScript. */
  #noteSyntaxErrors(sourceFile: ts.SourceFile): void {
    const { parseDiagnostics = [] }: { readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[] } & ts.SourceFile = sourceFile;
    const [first] = parseDiagnostics;
    if (first === undefined) {
      return;
    }
    const { line, column } = this.#lineMapOf(sourceFile).positionOf(first.start);
    const more = parseDiagnostics.length > 1 ? ` (and ${String(parseDiagnostics.length - 1)} more)` : '';
    const text = this.#ts.flattenDiagnosticMessageText(first.messageText, ' ');
    this.#notes.push({
      code: 'syntax-error',
      file: sourceFile.fileName,
      message: `Line ${String(line)}, column ${String(column)}: ${text}${more} The functions around it are left out.`,
    });
  }

  #configuredNote(): Note[] {
    const [first] = this.#configuring;
    if (first === undefined) {
      return [];
    }
    const count = this.#configuring.length === 1 ? 'One file has' : `${String(this.#configuring.length)} files have`;
    return [
      {
        code: 'eslint-configuration-ignored',
        file: first,
        message: `${count} comments that configure a rule for ESLint (\`eslint rule: …\`), which the audit does not read. Use \`eslint-disable\` comments or cancellation.config.json for both.`,
      },
    ];
  }
}

/** Adds up how long each part took. */
class Clock {
  readonly #parts = new Map<string, number>();

  add(part: string, milliseconds: number): void {
    this.#parts.set(part, (this.#parts.get(part) ?? 0) + milliseconds);
  }

  time<T>(part: string, work: () => T): T {
    const started = performance.now();
    try {
      return work();
    } finally {
      this.add(part, performance.now() - started);
    }
  }

  timings(): Timing[] {
    return [...this.#parts].map(([part, milliseconds]) => ({ part, milliseconds: Math.round(milliseconds) }));
  }
}

function withoutRepetition(notes: readonly Note[]): Note[] {
  return [...new Map(notes.map(note => [`${note.code}|${note.file ?? ''}|${note.message}`, note])).values()];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
