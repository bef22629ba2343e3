import type ts from 'typescript';
import type { Answer } from '../answer.ts';
import { answerOf, none } from '../answer.ts';
import { symbolOf } from '../callee.ts';
import { callbackFate } from '../callback.ts';
import type { FactContext } from '../context.ts';
import { usesInOrder } from '../names.ts';
import { bareExpression } from '../syntax.ts';
import type { Call } from './callee.ts';
import { functionsOfValue, returnedArgument } from './callee.ts';
import { assignedName, dropOf } from './position.ts';
import type { SiteNode } from './site.ts';
import { givenArgument, linkOf } from './syntax.ts';
import type { Use } from '../uses.ts';
import { usesOf } from '../uses.ts';

/**
 * How the outcome of a task comes to be lost.
 *
 * - `statement`: nothing takes the promise. - `void`: the same, said on purpose. - `unread`: it is assigned to a variable that nobody reads.
 * - `derived`: `p.then(f)` and `p.finally(f)` make a promise of their own, which nothing takes, however well `p` is looked after.
 * - `unhandled`: `.catch()` without a handler. - `ignored`: `.catch(() => {})`. - `callback`: whoever runs the callback drops its promise.
 * - `collected`: the callbacks' promises are gathered in an array that nothing takes.
 */
export type Loss = 'statement' | 'void' | 'unread' | 'derived' | 'unhandled' | 'ignored' | 'callback' | 'collected';

/** Which loss it would be, judged by the text first and by the callee of a callback last. */
export function lossOf(context: FactContext, { call, callback }: SiteNode): Loss | undefined {
  if (callback !== undefined) {
    return lossOfCallback(context, { call, callback });
  }
  const drop = dropOf(context, call);
  if (drop === undefined) {
    const name = assignedName(context, call);
    return name !== undefined && isNeverRead(context, name) ? 'unread' : undefined;
  }
  if (isPassedThrough(context, call)) {
    return undefined;
  }
  const loss = lossOfLink(context, call);
  return loss === undefined || (loss === 'derived' && drop === 'void') ? drop : loss;
}

/** `Object.assign(task, …)` gives back what it was given, and the name that stands there still has it. */
function isPassedThrough(context: FactContext, call: Call): boolean {
  const passed = returnedArgument(context, call);
  return passed !== undefined && !isMadeHere(context.ts, bareExpression(context.ts, passed));
}

function lossOfLink(context: FactContext, call: ts.Node): Loss | undefined {
  const { ts } = context;
  const link = linkOf(ts, call);
  if (link === undefined) {
    return undefined;
  }
  const handler = link.link === 'finally' ? undefined : givenArgument(ts, link.call, link.link === 'catch' ? 0 : 1);
  if (link.link === 'catch' && handler === undefined) {
    return 'unhandled';
  }
  if (handler !== undefined && isEmptyFunction(context, handler)) {
    return 'ignored';
  }
  return isMadeHere(ts, rootOf(ts, call)) ? undefined : 'derived';
}

function lossOfCallback(context: FactContext, { call, callback }: Required<SiteNode>): Loss | undefined {
  const index = call.arguments?.indexOf(callback) ?? -1;
  if (context.ts.isIdentifier(callback) && functionsOfValue(context, callback).members.length === 0) {
    // Most names that are handed over are no functions, and a name is found sooner than a callee.
    return undefined;
  }
  const fate = callbackFate(context, call, index);
  if (fate?.result === 'dropped') {
    return 'callback';
  }
  const isGathered = fate?.result === 'returned' && fate.runs === 'during';
  return isGathered && dropOf(context, call) !== undefined ? 'collected' : undefined;
}

/** Is it certain that nothing else takes the outcome? */
export function isLost(context: FactContext, { call }: SiteNode, loss: Loss): Answer {
  const { ts } = context;
  if (loss !== 'ignored') {
    // Whoever has the original cannot reach what is derived from it.
    return 'yes';
  }
  const root = rootOf(ts, call);
  if (isMadeHere(ts, root)) {
    return 'yes';
  }
  return none(otherUsesOf(context, root, call), use => answerOf(use.kind !== 'looked-at'));
}

/** The first receiver of a chain: `f()` in `f().then(g).finally(h)`. */
export function rootOf(ts: FactContext['ts'], call: ts.Node): ts.Expression | undefined {
  let root: ts.Expression | undefined;
  for (let link = linkOf(ts, call); link !== undefined; link = linkOf(ts, root)) {
    root = bareExpression(ts, link.receiver);
  }
  return root;
}

function isMadeHere(ts: FactContext['ts'], root: ts.Expression | undefined): boolean {
  return root !== undefined && (ts.isCallExpression(root) || ts.isNewExpression(root));
}

/** What else is done with the value of a local variable than the chain at hand. Open for what is not one. */
function otherUsesOf(context: FactContext, root: ts.Expression | undefined, call: ts.Node): { members: readonly Use[]; closed: Answer } {
  const { ts } = context;
  const open = { members: [], closed: 'unknown' as const };
  if (root === undefined || !ts.isIdentifier(root)) {
    return open;
  }
  const lowered = context.lowered(context.functionAround(root));
  const reads = lowered?.eventsOfNode(root).filter(event => event.kind === 'read') ?? [];
  const place = reads[0]?.place === undefined ? undefined : lowered?.graph.places[reads[0].place];
  if (lowered === undefined || place?.kind !== 'local' || place.shared) {
    return open;
  }
  const assignments = lowered.graph.events.filter(event => event.kind === 'assign' && event.place === place.id);
  const isOwn = assignments.every(event => event.operands.every(operand => isFresh(lowered.graph.values[operand]?.kind)));
  const all = assignments.flatMap(event => event.operands.flatMap(operand => usesOf(context, lowered, operand).members));
  const chain = lowered.eventsOfNode(call);
  const others = all.filter(use => use.event === undefined || !isOfChain(context, lowered.nodeOfEvent(use.event.id), call));
  return assignments.length === 0 || chain.length === 0 ? open : { members: others, closed: answerOf(isOwn) === 'yes' ? 'yes' : 'unknown' };
}

function isFresh(kind: string | undefined): boolean {
  return kind === 'result' || kind === 'merge';
}

/** Is this use a link of the very chain that is asked about? */
function isOfChain({ ts }: FactContext, node: ts.Node, call: ts.Node): boolean {
  for (let link = linkOf(ts, call); link !== undefined; link = linkOf(ts, bareExpression(ts, link.receiver))) {
    if (link.call === node) {
      return true;
    }
  }
  return false;
}

/** A function that does nothing and answers nothing. */
function isEmptyFunction(context: FactContext, callback: ts.Expression): boolean {
  const { ts } = context;
  const { members } = functionsOfValue(context, callback);
  return (
    members.length > 0 &&
    members.every(fn => {
      if (!ts.isFunctionLike(fn) || !('body' in fn) || fn.body === undefined) {
        return false;
      }
      const body: ts.Node = fn.body;
      if (ts.isBlock(body)) {
        return body.statements.length === 0;
      }
      return body.kind === ts.SyntaxKind.NullKeyword || ts.isVoidExpression(body) || (ts.isIdentifier(body) && body.text === 'undefined');
    })
  );
}

/** Is a variable only ever assigned? Exported names are read elsewhere, and a `using` is read at the end of its block. */
function isNeverRead(context: FactContext, name: ts.Identifier): boolean {
  const { ts } = context;
  const declaration = symbolOf(context, name)?.valueDeclaration;
  if (declaration === undefined || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) {
    return false;
  }
  const list = declaration.parent;
  const isPlain = ts.isVariableDeclarationList(list) && !isUsing(context, list) && !isVisibleOutside(context, declaration, list);
  if (!isPlain) {
    return false;
  }
  for (const use of usesInOrder(context, declaration.name, scopeOf(context, list))) {
    if (!isAssigned(context, use)) {
      return false;
    }
  }
  return true;
}

/** Where a variable can be named: the function around a `var`, the block around the others. */
function scopeOf(context: FactContext, list: ts.VariableDeclarationList): ts.Node {
  const isBlockScoped = (list.flags & context.ts.NodeFlags.BlockScoped) !== 0;
  return isBlockScoped ? list.parent.parent : context.functionAround(list);
}

function isUsing({ ts }: FactContext, list: ts.VariableDeclarationList): boolean {
  // The flag of `await using` is made of those of `const` and `using`.
  return (list.flags & ts.NodeFlags.Using) !== 0;
}

function isVisibleOutside({ ts }: FactContext, declaration: ts.VariableDeclaration, list: ts.VariableDeclarationList): boolean {
  const isExported = (ts.getCombinedModifierFlags(declaration) & (ts.ModifierFlags.Export | ts.ModifierFlags.Ambient)) !== 0;
  return isExported || (ts.isSourceFile(list.parent.parent) && !ts.isExternalModule(declaration.getSourceFile()));
}

function isAssigned(context: FactContext, use: ts.Identifier): boolean {
  const { ts } = context;
  const { parent } = use;
  return ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && parent.left === use && dropOf(context, parent) !== undefined;
}
