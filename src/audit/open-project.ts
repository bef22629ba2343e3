import path from 'node:path';
import type ts from 'typescript';
import type { Compiler } from '../facts/context.ts';
import type { Note } from '../engine/finding.ts';
import { fallbackOptions, optionsOfProject } from './compiler-options.ts';
import { findSourceFiles, ignoredFiles, type SourceRequest } from './find-source-files.ts';
import { noSources } from './messages/no-sources.ts';
import { tsconfigMatchesNothing } from './messages/tsconfig-matches-nothing.ts';
import { MissingModules } from './missing-modules.ts';
import { ProgramHosts, type Libraries } from './program-host.ts';
import { SourceReader } from './read-source.ts';
import { isJavaScript, isSource } from './source-names.ts';
import { Tsconfigs, type Tsconfig } from './tsconfigs.ts';

/**
 * Opening what the user points at.
 *
 * The audit needs programs: the files to report on, and around them everything that gives these files their types and callees.
 * Each file found goes to the tsconfig that owns it. One that no tsconfig owns (a script, a test that the build leaves out) joins the
 * program of the nearest tsconfig as a further root, because that project's types and paths are the best guess there is; where there
 * is no tsconfig either, a project is made up.
 *
 * The compiler is the one inside ts-morph, and this is the only place that imports it. Its wrappers are not used: they cost
 * time and memory per node, and the analysis reads nothing but compiler nodes. Programs are made one after the other, so that
 * a monorepo never has all its checkers in memory, and share the files that they have parsed.
 */
export interface OpenRequest extends SourceRequest {
  /** Holds all that is asked for; the search for `@types` begins there where no tsconfig says otherwise. */
  readonly folder: string;
  /** Tsconfig files, or folders that hold one. Empty: those that own the files. */
  readonly projects: readonly string[];
}

export interface OpenProject {
  /** What the user would call it: its tsconfig, or the folder. */
  readonly name: string;
  readonly program: ts.Program;
  /** The files to report on. */
  readonly files: readonly ts.SourceFile[];
}

export interface Workspace {
  readonly ts: Compiler;
  /** How many projects there are to open. */
  readonly size: number;
  /** Opens one project after the other. */
  projects(): Iterable<OpenProject>;
  /** What was left out or limited in the projects that are opened so far. */
  notes(): readonly Note[];
}

/** What one program is to be made of. */
interface Plan {
  readonly tsconfig?: Tsconfig;
  /** Files to report on; undefined for all that belong to the tsconfig. */
  readonly files?: Set<string>;
  /** Roots beside those of the tsconfig. */
  readonly extraRoots: Set<string>;
}

export async function openWorkspace(request: OpenRequest, libraries: Libraries = new Map()): Promise<Workspace> {
  const ts = await loadCompiler();
  const tsconfigs = new Tsconfigs(ts, request.cwd);
  const plans = request.projects.length > 0 ? await planGiven(tsconfigs, request) : await planFound(tsconfigs, request);
  const ignored = await ignoredFiles(request);
  const reader = new SourceReader(ts);
  const missing = new MissingModules();
  const hosts = new ProgramHosts({ ts, reader, missing, tsconfigs, libraries });
  const reported = new Set<string>();

  return {
    ts,
    size: plans.length,
    *projects() {
      for (const plan of plans) {
        const program = programOf(ts, plan, hosts, request.folder);
        const wanted = [...(plan.files ?? filesOf(plan, program))].filter(file => !ignored.has(file) && !reported.has(file)).sort();
        wanted.forEach(file => reported.add(file));
        missing.forget(ambientModules(program));
        yield { name: plan.tsconfig?.path ?? request.folder, program, files: wanted.flatMap(file => program.getSourceFile(file) ?? []) };
      }
    },
    notes: () => [...tsconfigs.notes, ...[...reported].flatMap(file => reader.noteOn(file) ?? []), ...missing.notes()],
  };
}

/** Imported on demand: it costs 0.3 s, which `--help` should not. */
async function loadCompiler(): Promise<Compiler> {
  const { ts } = await import('ts-morph');
  // ts-morph brings the same compiler as our `typescript` dependency, one patch apart, with declarations of its own: to the type
  // checker two compilers, to the analysis one, since it reads enum values from the instance that it is given.
  return ts as unknown as Compiler;
}

/** The user has named the projects. */
async function planGiven(tsconfigs: Tsconfigs, request: OpenRequest): Promise<Plan[]> {
  const named = request.projects.map(path => tsconfigs.given(path));
  const given = named.flatMap(tsconfig => withReferences(tsconfigs, tsconfig));
  if (given.length === 0) {
    throw tsconfigMatchesNothing(named.map(tsconfig => tsconfig.path));
  }
  if (request.paths.length === 0) {
    return given.map(tsconfig => ({ tsconfig, extraRoots: new Set<string>() }));
  }
  const plans = given.map(tsconfig => ({ tsconfig, files: new Set<string>(), extraRoots: new Set<string>() }));
  for (const file of (await findSourceFiles(request)).files) {
    const owner = plans.find(({ tsconfig }) => tsconfig.owns(file)) ?? plans[0];
    owner?.files.add(file);
    owner?.extraRoots.add(file);
  }
  return plans.filter(({ files }) => files.size > 0);
}

/** A tsconfig that has references and no files of its own stands for its references. */
function withReferences(tsconfigs: Tsconfigs, tsconfig: Tsconfig): Tsconfig[] {
  return tsconfig.files.length > 0 ? [tsconfig] : tsconfigs.referencesOf(tsconfig).filter(({ files }) => files.length > 0);
}

/** The user has named files and folders, whose tsconfigs are looked for. */
async function planFound(tsconfigs: Tsconfigs, request: OpenRequest): Promise<Plan[]> {
  const { files, folders } = await findSourceFiles(request);
  const plans = new Map<string, Plan & { readonly files: Set<string> }>();
  const planOf = (tsconfig: Tsconfig | undefined) => {
    const key = tsconfig?.path ?? '';
    const plan = plans.get(key) ?? { ...(tsconfig && { tsconfig }), files: new Set(), extraRoots: new Set() };
    plans.set(key, plan);
    return plan;
  };
  for (const file of files) {
    const owner = tsconfigs.ownerOf(file);
    const plan = planOf(owner ?? tsconfigs.nearestTo(file));
    plan.files.add(file);
    if (owner === undefined) {
      plan.extraRoots.add(file);
    }
  }
  for (const tsconfig of folders.flatMap(folder => tsconfigs.at(`${folder}/tsconfig.json`) ?? [])) {
    planOf(tsconfig);
  }
  for (const plan of plans.values()) {
    addNamedOutput(plan, folders);
  }
  const full = [...plans.values()].filter(plan => plan.files.size > 0);
  if (full.length === 0) {
    throw noSources(request.paths, request.cwd);
  }
  return full;
}

/** A folder of sources may be called `build`: what a tsconfig names is a source, wherever it lies. JavaScript there is output. */
function addNamedOutput({ tsconfig, files }: Plan, folders: readonly string[]): void {
  for (const file of tsconfig?.files ?? []) {
    if (isSource(file) && !isJavaScript(file) && folders.some(folder => file.startsWith(`${folder}/`))) {
      files?.add(file);
    }
  }
}

function programOf(ts: Compiler, { tsconfig, extraRoots }: Plan, hosts: ProgramHosts, folderWithout: string): ts.Program {
  const hasJavaScript = [...extraRoots].some(isJavaScript);
  const options = tsconfig === undefined ? fallbackOptions(ts) : { ...optionsOfProject(tsconfig), ...(hasJavaScript && { allowJs: true }) };
  const folder = tsconfig === undefined ? folderWithout : path.posix.dirname(tsconfig.path);
  return ts.createProgram({
    rootNames: [...new Set([...(tsconfig?.files ?? []), ...extraRoots])],
    options,
    host: hosts.hostFor(options, folder),
    ...(tsconfig?.parsed.projectReferences && { projectReferences: tsconfig.parsed.projectReferences }),
  });
}

/** What belongs to a tsconfig: what it names, and what that imports from the same folder. */
function filesOf({ tsconfig }: Plan, program: ts.Program): string[] {
  const folder = tsconfig === undefined ? '' : `${path.posix.dirname(tsconfig.path)}/`;
  const imported = program
    .getSourceFiles()
    .filter(file => !program.isSourceFileFromExternalLibrary(file))
    .map(({ fileName }) => fileName)
    .filter(file => file.startsWith(folder) && !file.includes('/node_modules/'));
  return [...new Set([...(tsconfig?.files ?? []), ...imported])].filter(isSource);
}

function ambientModules(program: ts.Program): string[] {
  return program
    .getTypeChecker()
    .getAmbientModules()
    .map(({ name }) => name.replaceAll('"', ''));
}
