import { createHash } from 'node:crypto';

/** What makes a finding itself, wherever its lines move to. */
export interface Identity {
  readonly rule: string;
  readonly messageId: string;
  /** Relative to the project, with forward slashes on each platform. */
  readonly path: string;
  readonly symbolPath: string;
  /** The text that the finding points at. */
  readonly snippet: string;
}

/**
 * Names findings so that a report can be compared with an older one.
 *
 * Lines are no part of the name, and neither are comments and white space: code above a finding may grow, and a formatter may
 * run, without making an old finding new. Equal findings of one function are told apart by their order, so ask for them in
 * the order of the file.
 */
export class Fingerprints {
  readonly #seen = new Map<string, number>();

  next(identity: Identity): string {
    const { rule, messageId, path, symbolPath, snippet } = identity;
    const name = JSON.stringify([rule, messageId, path, symbolPath, normalised(snippet)]);
    const ordinal = this.#seen.get(name) ?? 0;
    this.#seen.set(name, ordinal + 1);
    return createHash('sha256').update(`${name}#${String(ordinal)}`).digest('hex');
  }
}

// Strings come first, so that what looks like a comment inside one is left alone. No compiler is asked: the name must not
// depend on which one read the file. A regular expression that holds `//` loses its tail, which is the same each time.
const stringOrComment = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\/[^\n\r]*|\/\*[\s\S]*?\*\//g;

/** Without comments, and with white space collapsed. */
export function normalised(snippet: string): string {
  return snippet
    .replaceAll(stringOrComment, (_, text: string | undefined) => text ?? ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
