import type ts from 'typescript';
import type { Answer } from '../answer.ts';
import { answerOf } from '../answer.ts';
import type { FactContext } from '../context.ts';
import { isAnywhereIn } from '../syntax.ts';
import { isInTest, isTestFile } from '../test-body.ts';
import { entryOfCall } from './callee.ts';
import type { SiteNode } from './site.ts';

/**
 * Does a task stand in a test, or in a file of tests, and is nothing asserted in it?
 *
 * What a test starts and does not wait for fails with the test, or shows in its report. An assertion that nobody waits for is another matter: the test
 * is over, and passes, before it has asserted anything.
 */
export function isOfTest(context: FactContext, { call, callback }: SiteNode): Answer {
  const isThere = isInTest(context, context.functionAround(call)) || isTestFile(context, call.getSourceFile());
  return answerOf(isThere && !isAsserting(context, call) && !(callback !== undefined && isAnywhereIn(context.ts, callback, at => isAsserting(context, at))));
}

function isAsserting(context: FactContext, node: ts.Node): boolean {
  return context.ts.isCallExpression(node) && entryOfCall(context, node)?.asserts === true;
}
