import type ts from 'typescript';
import type { FunctionNode } from '../lower/lowered.ts';
import type { Members } from './answer.ts';
import type { FactContext } from './context.ts';
import { memoised } from './memo.ts';
import { usesInProgram, usesOfName } from './names.ts';

/**
 * Where a function is named: its calls and the places that hand it on. Looked for in its own file; closed only for what nobody
 * else can name: functions that are not exported and private methods.
 */
export function usesOfFunction(context: FactContext, fn: FunctionNode): Members<ts.MemberName> {
  const name = nameNodeOf(context, fn);
  if (name === undefined || context.checker.getSymbolAtLocation(name) === undefined) {
    return { members: [], closed: 'unknown' };
  }
  return { members: usesOfName(context, name, fn.getSourceFile()), closed: isLocalName(context, fn, name) ? 'yes' : 'unknown' };
}

/**
 * The calls of a function that are found: in its own file, and in all others where the host has a program. Somebody outside of the program may call
 * what is exported, so `closed` is as for its uses.
 */
export const callsOf = memoised<FunctionNode, Members<ts.CallExpression>>({ members: [], closed: 'unknown' }, (context, fn) => {
  const { ts } = context;
  const { members, closed } = usesOfFunction(context, fn);
  const name = nameNodeOf(context, fn);
  const isWide = closed !== 'yes' && context.strength === 'program' && name !== undefined && ts.isIdentifier(name);
  const uses = isWide ? usesInProgram(context, name) : members;
  return { members: uses.map(use => callOfUse(context, use)).filter(call => call !== undefined), closed };
});

/** `save(order)`, `this.save(order)` */
export function callOfUse(context: FactContext, use: ts.Node): ts.CallExpression | undefined {
  const { ts } = context;
  const callee = ts.isPropertyAccessExpression(use.parent) && use.parent.name === use ? use.parent : use;
  const call = callee.parent;
  return ts.isCallExpression(call) && call.expression === callee ? call : undefined;
}

function nameNodeOf({ ts }: FactContext, fn: FunctionNode): ts.Identifier | ts.PrivateIdentifier | undefined {
  const holder = ts.isArrowFunction(fn) || ts.isFunctionExpression(fn) ? fn.parent : fn;
  const name =
    ts.isFunctionDeclaration(holder) || ts.isMethodDeclaration(holder) || ts.isVariableDeclaration(holder) || ts.isPropertyDeclaration(holder)
      ? holder.name
      : undefined;
  return name !== undefined && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)) ? name : undefined;
}

function isLocalName({ ts }: FactContext, fn: FunctionNode, name: ts.Identifier | ts.PrivateIdentifier): boolean {
  const declaration = name.parent;
  if (ts.isMethodDeclaration(declaration) || ts.isPropertyDeclaration(declaration)) {
    return ts.isPrivateIdentifier(name) || (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Private) !== 0;
  }
  const isExported =
    (ts.isFunctionDeclaration(declaration) || ts.isVariableDeclaration(declaration)) && (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export) !== 0;
  // A script's top-level names are everybody's; a module's are its own.
  return !isExported && (ts.isExternalModule(fn.getSourceFile()) || !ts.isSourceFile(declaration.parent));
}
