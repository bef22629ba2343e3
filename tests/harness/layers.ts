// Who may import whom, as data. A layer sees the layers to which it points and nobody else; `types` are names that the
// compiler erases, so that they cost nothing and decide nothing when the program runs.

export interface Layer {
  /** The folder. */
  readonly layer: string;
  /** Layers, or single files of layers, that it may use. */
  readonly uses?: readonly string[];
  /** Layers, files and packages of which it may name the types. */
  readonly types?: readonly string[];
  /** Packages that it may use; `node:` stands for Node's own modules. */
  readonly packages?: readonly string[];
  readonly because: string;
}

export const layers: readonly Layer[] = [
  {
    layer: 'src/flow',
    because: 'graphs must be testable and cacheable without a compiler, and know nobody who asks them',
  },
  {
    layer: 'src/lower',
    uses: ['src/flow'],
    types: ['typescript'],
    because: 'syntax stops here, and meaning is asked of facts; the compiler instance that made the nodes is an argument',
  },
  {
    layer: 'src/facts',
    uses: ['src/flow', 'src/lower'],
    types: ['typescript'],
    because: 'a fact that knew rules would be a rule; summaries reach it through its context',
  },
  {
    layer: 'src/summaries',
    uses: ['src/flow', 'src/lower', 'src/facts'],
    types: ['typescript'],
    because: 'a summary composes facts over functions and must not care who asks',
  },
  {
    layer: 'src/engine',
    uses: ['src/flow', 'src/lower', 'src/facts', 'src/summaries'],
    types: ['typescript'],
    packages: ['node:', 'ajv'],
    because: 'the engine owns order, budgets and suppressions for every host, so it can depend on none',
  },
  {
    layer: 'src/engine/compiler.ts',
    types: ['src/facts/context.ts', 'typescript'],
    packages: ['node:', 'typescript'],
    because: 'hosts look for the compiler that made a tree in one place, which loads our own only when a file needs it',
  },
  {
    layer: 'rules',
    uses: ['src/flow', 'src/engine/rule.ts'],
    types: ['src/facts', 'src/engine'],
    because: 'a rule that imports eslint, typescript or ts-morph has chosen a host; facts and summaries arrive as arguments',
  },
  {
    layer: 'src/report',
    types: ['src/engine', 'src/facts/presumptions.ts', 'src/flow/graph.ts', '@types/sarif', 'sarif'],
    packages: ['node:', '@babel/code-frame'],
    because: 'a formatter sees findings only, so that it can be fed by any host and by a file',
  },
  {
    layer: 'src/eslint',
    uses: ['src/engine', 'rules'],
    types: ['src/facts', 'src/flow', 'eslint', 'typescript', '@typescript-eslint/utils', '@typescript-eslint/parser'],
    packages: ['node:', '@typescript-eslint/utils', 'typescript'],
    because: 'a host adapts; whatever it finds out by itself the other hosts do not know',
  },
  {
    layer: 'src/audit',
    uses: ['src/engine', 'rules', 'src/facts'],
    types: ['src/flow', 'typescript'],
    packages: ['node:', 'tinyglobby', 'ajv', 'typescript'],
    because: 'a host adapts; whatever it finds out by itself the other hosts do not know',
  },
  {
    layer: 'src/audit/open-project.ts',
    uses: ['src/engine'],
    types: ['src/facts/context.ts', 'typescript'],
    packages: ['node:', 'ts-morph', 'tinyglobby', 'typescript'],
    because: 'ts-morph costs a third of a second to import, so one file imports it, and that one is loaded on demand',
  },
  {
    layer: 'src/cli',
    uses: ['src/audit', 'src/report'],
    types: ['src/engine'],
    packages: ['node:', 'commander', 'yocto-spinner'],
    because: 'the command prints, reads arguments and sets the exit code, and nothing else does; what it says it gets from the audit',
  },
  {
    layer: 'src/runtime',
    packages: ['node:'],
    because: 'users ship the runtime; the analyzer knows it by the name of its package, like any other library',
  },
];

/** The table as docs/architecture.md shows it. */
export function renderLayers(): string {
  const list = (names: readonly string[] = []) => names.map(name => `\`${name}\``).join(', ');
  return [
    '| layer | may use | may name the types of | packages | because |',
    '|---|---|---|---|---|',
    ...layers.map(({ layer, uses, types, packages, because }) => `| \`${layer}\` | ${list(uses)} | ${list(types)} | ${list(packages)} | ${because} |`),
  ].join('\n');
}
