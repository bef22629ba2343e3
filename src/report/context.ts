/** What a formatter may know beside the result. */
export interface ReportContext {
  readonly tool: { readonly name: string; readonly version: string };
  readonly rules: readonly RuleInfo[];
  /** Paths are shown relative to it. */
  readonly cwd: string;
  /** The text of an audited file; undefined if it cannot be read any more. */
  sourceOf(file: string): string | undefined;
  readonly colours: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

export interface RuleInfo {
  readonly name: string;
  readonly summary: string;
  readonly url: string;
  readonly severity: 'error' | 'warning';
}
