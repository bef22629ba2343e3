import type { FactContext } from './context.ts';

export interface CancellationFacts {}

export function createCancellationFacts(context: FactContext): CancellationFacts {
  void context;
  return {};
}
