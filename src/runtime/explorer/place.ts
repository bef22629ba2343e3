import { fileURLToPath } from 'node:url';

/** A place in a source file: lines and columns count from one. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The function that the place stands in, if it has a name. */
  readonly inside?: string;
}

/** Holds where it was made; formatted only if somebody asks, since most are never looked at. */
export class Trace {
  declare readonly stack: string;
  #places: readonly Place[] | undefined;

  /** @param after Frames above this function, and its own, are left out. */
  constructor(after: (...given: never[]) => unknown, depth = 40) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = depth;
    Error.captureStackTrace(this, after);
    Error.stackTraceLimit = limit;
  }

  get places(): readonly Place[] {
    this.#places ??= placesIn(this.stack);
    return this.#places;
  }
}

/** The places that a stack names, innermost first; the explorer's own and the platform's are left out. */
export function placesIn(stack: string): readonly Place[] {
  return stack.split('\n').flatMap(line => {
    const place = placeOf(line);
    return place === undefined || isOfExplorer(place.file) ? [] : [place];
  });
}

export function tell({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

/** The file whose code had a promise made, by hand or by a function of the platform; none if the explorer made it. */
export function makerOf({ stack }: Trace): string | undefined {
  for (const line of stack.split('\n')) {
    const place = placeOf(line);
    if (place !== undefined) {
      return isOfExplorer(place.file) ? undefined : place.file;
    }
  }
  return undefined;
}

const frame = /^\s*at (?:async )?(?:(.*?) \()?(?:async )?((?:file:\/\/|\/|[A-Za-z]:[\\/]).*?):(\d+):(\d+)\)?$/;

// The same few lines stand in stacks again and again.
const read = new Map<string, Place | undefined>();
const mostRead = 10_000;

function placeOf(line: string): Place | undefined {
  if (!read.has(line)) {
    if (read.size >= mostRead) {
      read.clear();
    }
    read.set(line, readPlace(line));
  }
  return read.get(line);
}

function readPlace(line: string): Place | undefined {
  const [, inside, path, row, column] = frame.exec(line) ?? [];
  if (path === undefined) {
    return undefined;
  }
  const place = { file: fileOf(path), line: Number(row), column: Number(column) };
  return inside === undefined || inside === '' ? place : { ...place, inside: inside.replace(/^(?:async|new) /, '') };
}

function fileOf(path: string): string {
  return path.startsWith('file://') ? fileURLToPath(path.replace(/[?#].*$/, '')) : path.replace(/\?.*$/, '');
}

// The bundle of the package has one chunk that holds the explorer, so that a folder cannot be asked for.
const here = fileOf(import.meta.url);
const isBundled = !/[\\/]explorer[\\/]place\.ts$/.test(here);
const folder = here.slice(0, Math.max(here.lastIndexOf('/'), here.lastIndexOf('\\')) + 1);

function isOfExplorer(file: string): boolean {
  return isBundled ? file === here : file.startsWith(folder);
}
