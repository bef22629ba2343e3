import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { endOfHead, headings } from './render-docs.ts';
import { root } from './root.ts';
import { writeIndex } from './update-index.ts';

/** `npm run new-rule no-lost-task`: the files that a rule consists of, each ready to be filled in. */
export function main([name]: readonly string[]): void {
  if (name === undefined || !/^(?:no|require|prefer|check|forward|link|recheck|cancellable)-[a-z0-9-]+$/.test(name)) {
    console.error('Name the rule, such as `npm run new-rule no-lost-task`: it begins with what it does (no-, require-, prefer-, …) and is in kebab-case.');
    process.exitCode = 2;
    return;
  }
  for (const [path, text] of filesOf(name)) {
    write(path, text);
  }
  writeIndex();
  console.info('rules/index.ts\nNow tell its story in the fixture, then write the rule, then `npm run update-docs`.');
}

/** Paths relative to the repository, with their first text. */
export function filesOf(name: string): readonly (readonly [path: string, text: string])[] {
  return [
    [`rules/${name}.ts`, ruleText(name)],
    [`docs/rules/${name}.md`, pageText(name)],
    [`fixtures/rules/${name}/a-first-story.ts`, storyText()],
  ];
}

function write(path: string, text: string): void {
  const file = join(root, path);
  if (existsSync(file)) {
    console.error(`${path} is there already and stays as it is.`);
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.info(path);
}

function ruleText(name: string): string {
  return `import { defineRule } from '../src/engine/rule.ts';

export default defineRule({
  name: '${name}',
  summary: 'Disallow …',
  presets: { recommended: false, strict: false },
  needs: { least: 'syntax', best: 'program' },
  shows: [],
  sources: [],
  messages: {
    found: '…',
  },
  schema: {},
  defaults: {},

  *check({ handlers, facts }) {
    for (const handler of handlers) {
      const interrupted = handler.interruptions.find(event => facts.isCancellationPoint(event) === 'yes');
      if (interrupted !== undefined) {
        yield { span: handler.head, message: 'found', because: [{ at: interrupted, message: 'found' }] };
      }
    }
  },
});
`;
}

function pageText(name: string): string {
  return [`# ${name}`, '', endOfHead, '', ...headings.flatMap(heading => [`## ${heading}`, '', '…', ''])].join('\n');
}

function storyText(): string {
  return `import { put, type Order } from '#world';

// Mark the range that the finding points at with carets, and what it says. Beside it stands the same function with one edit,
// after which nothing is wrong; its comment begins with Negates and names the premise that no longer holds.
export async function saveOrder(order: Order, signal: AbortSignal): Promise<void> {
  await put(order, signal);
}
`;
}
