import type ts from 'typescript';
import type { Span } from '../../flow/graph.ts';
import type { FunctionNode } from '../../lower/lowered.ts';
import { ambientEntryOf } from '../ambient.ts';
import { symbolOf } from '../callee.ts';
import { callbackUseOf } from '../callback.ts';
import type { FactContext } from '../context.ts';
import { bareExpression, consumerOf } from '../syntax.ts';
import { calledFunctions } from './callee.ts';
import type { Loss } from './loss.ts';
import { assignedName, dropOf } from './position.ts';
import type { SiteNode } from './site.ts';
import { valuesReturned } from './type.ts';
import { hasModifier, isAsyncFunction, isFunctionLiteral, isGenerator, linkOf } from './syntax.ts';

/**
 * A change that keeps the outcome from being lost.
 *
 * `await`: the function waits. `return`: its caller may wait. `tell`: the task runs on, and its error is told. `guard`: the callback
 * catches its own errors.
 */
export interface Repair {
  readonly kind: 'await' | 'return' | 'tell' | 'guard';
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
}

const sink = 'console.error';

/** The repairs that can be made without further thought; the first is safe to apply unseen. */
export function repairsOf(context: FactContext, site: SiteNode, loss: Loss): readonly Repair[] {
  if (site.callback !== undefined) {
    return loss === 'callback' ? guardsFor(context, site.callback) : gatheringFor(context, site.call);
  }
  const tell = tellingFor(context, site.call, loss);
  const waits = loss === 'unread' && isTyped(context, site.call) ? undefined : awaitingFor(context, site.call);
  const returns = waits === undefined ? returningFor(context, site.call) : undefined;
  // A task that never ends is not to be waited for, and a handler that is missing is what somebody meant to write.
  const first = loss === 'unhandled' || loss === 'ignored' ? [tell, waits] : [waits, tell];
  return [...first, returns].filter(repair => repair !== undefined);
}

function awaitingFor(context: FactContext, call: ts.Expression): Repair | undefined {
  if (!canAwait(context, call) || neverEnds(context, call)) {
    return undefined;
  }
  const { ts } = context;
  const dropped = consumerOf(ts, call);
  const isVoid = ts.isVoidExpression(dropped) && bareExpression(ts, dropped.expression) === call;
  const span = isVoid ? { start: dropped.getStart(), end: call.getStart() } : insertAt(call.getStart());
  return { kind: 'await', edits: [{ span, text: 'await ' }] };
}

/** Is the task assigned to a variable of which somebody wrote that it holds a promise? */
function isTyped(context: FactContext, call: ts.Expression): boolean {
  const name = assignedName(context, call);
  const declaration = name === undefined ? undefined : symbolOf(context, name)?.valueDeclaration;
  return declaration === undefined || !context.ts.isVariableDeclaration(declaration) || declaration.type !== undefined;
}

function insertAt(offset: number): Span {
  return { start: offset, end: offset };
}

/** May `await` stand where the expression stands? */
function canAwait(context: FactContext, node: ts.Node): boolean {
  const { ts } = context;
  const fn = context.functionAround(node);
  for (let at: ts.Node = node; at !== fn; at = at.parent) {
    if (ts.isParameter(at) || ts.isClassStaticBlockDeclaration(at) || ts.isPropertyDeclaration(at) || ts.isDecorator(at)) {
      return false;
    }
  }
  return ts.isSourceFile(fn) ? isModern(context, fn) : isAsyncFunction(ts, fn);
}

/** Modules may wait at their top level, unless they are made into CommonJS. */
function isModern({ ts, program, strength }: FactContext, file: ts.SourceFile): boolean {
  if (!ts.isExternalModule(file) || /\.c[jt]s$/.test(file.fileName)) {
    return false;
  }
  const { module } = program.getCompilerOptions();
  const isEsm = module !== undefined && module >= ts.ModuleKind.ES2022 && module <= ts.ModuleKind.ESNext;
  return strength === 'syntax' || isEsm || file.impliedNodeFormat === ts.ModuleKind.ESNext;
}

function neverEnds(context: FactContext, call: ts.Expression): boolean {
  const { members } = calledFunctions(context, call);
  return members.length > 0 && members.some(fn => context.summaries.neverReturns(fn, 'awaited') === 'yes');
}

/** `return` as the last statement of a function that has a name and does not say what it returns. */
function returningFor(context: FactContext, call: ts.Expression): Repair | undefined {
  const { ts } = context;
  const statement = consumerOf(ts, call);
  const block = statement.parent;
  if (!ts.isExpressionStatement(statement) || !ts.isBlock(block) || block.statements.at(-1) !== statement) {
    return undefined;
  }
  const fn = context.functionAround(call);
  return block.parent === fn && mayReturn(context, fn) ? { kind: 'return', edits: [{ span: insertAt(statement.getStart()), text: 'return ' }] } : undefined;
}

function mayReturn(context: FactContext, fn: FunctionNode): boolean {
  const { ts } = context;
  if (!ts.isFunctionLike(fn) || isAsyncFunction(ts, fn) || isGenerator(fn) || fn.type !== undefined) {
    return false;
  }
  if (isFunctionLiteral(ts, fn)) {
    const consumer = consumerOf(ts, fn);
    const isArgument = ts.isCallExpression(consumer) || ts.isNewExpression(consumer);
    const result = isArgument ? callbackUseOf(context, consumer, fn)?.result : undefined;
    return result === 'joined' || result === 'returned' || ts.isVariableDeclaration(consumer);
  }
  return ts.isFunctionDeclaration(fn) || (ts.isMethodDeclaration(fn) && !hasModifier(ts, fn, ts.SyntaxKind.OverrideKeyword));
}

function tellingFor(context: FactContext, call: ts.Expression, loss: Loss): Repair | undefined {
  const { ts } = context;
  const link = linkOf(ts, call);
  if (link !== undefined && loss === 'unhandled') {
    const [empty] = link.call.arguments;
    const span = empty === undefined ? insertAt(link.call.end - 1) : { start: empty.getStart(), end: empty.end };
    return { kind: 'tell', edits: [{ span, text: sink }] };
  }
  const handler = link === undefined || loss !== 'ignored' ? undefined : link.call.arguments[link.link === 'catch' ? 0 : 1];
  if (handler !== undefined) {
    return { kind: 'tell', edits: [{ span: { start: handler.getStart(), end: handler.end }, text: sink }] };
  }
  // A task of a runtime is no promise: it has no `catch`.
  return loss === 'unread' || ambientEntryOf(context, call) !== undefined ? undefined : { kind: 'tell', edits: [{ span: insertAt(call.end), text: `.catch(${sink})` }] };
}

/** The promises of `xs.map(async …)` can be waited for together. */
function gatheringFor(context: FactContext, call: ts.Expression): readonly Repair[] {
  if (dropOf(context, call) === undefined || !canAwait(context, call)) {
    return [];
  }
  return [
    {
      kind: 'await',
      edits: [
        { span: insertAt(call.getStart()), text: 'await Promise.all(' },
        { span: insertAt(call.end), text: ')' },
      ],
    },
  ];
}

/** A callback whose promise nobody takes has to take care of its errors itself. */
function guardsFor(context: FactContext, callback: ts.Expression): readonly Repair[] {
  const { ts } = context;
  const bare = bareExpression(ts, callback);
  if (!isFunctionLiteral(ts, bare)) {
    return [];
  }
  const { body } = bare;
  if (!ts.isBlock(body)) {
    const value = bareExpression(ts, body);
    const called = ts.isAwaitExpression(value) ? bareExpression(ts, value.expression) : value;
    return ts.isCallExpression(called) ? [{ kind: 'tell', edits: [{ span: insertAt(called.end), text: `.catch(${sink})` }] }] : [];
  }
  // Only an async function throws into its own promise, and where it answers something, a handler would have to as well.
  return isAsyncFunction(ts, bare) && body.statements.length > 0 && valuesReturned(context, bare).length === 0 ? [{ kind: 'guard', edits: guardEdits(body) }] : [];
}

function guardEdits(body: ts.Block): Repair['edits'] {
  const { text } = body.getSourceFile();
  const start = body.getStart() + 1;
  const end = body.end - 1;
  if (!body.getText().includes('\n')) {
    return [
      { span: insertAt(start), text: ' try {' },
      { span: insertAt(end), text: `} catch (error) { ${sink}(error); } ` },
    ];
  }
  const outer = /[ \t]*$/.exec(text.slice(0, end))?.[0] ?? '';
  const first = body.statements[0]?.getStart() ?? start;
  const inner = /[ \t]*$/.exec(text.slice(0, first))?.[0] ?? '';
  const step = inner.startsWith(outer) ? inner.slice(outer.length) : '  ';
  return [
    { span: insertAt(start), text: `\n${inner}try {` },
    { span: { start: end - outer.length, end }, text: `${inner}} catch (error) {\n${inner}${step}${sink}(error);\n${inner}}\n${outer}` },
  ];
}
