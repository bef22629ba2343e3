import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { ownFolder } from '../audit/own-package.ts';
import { createStyle } from '../report/style.ts';
import type { Host } from './host.ts';
import { renderMarkdown } from './markdown.ts';
import { noPage } from './messages/no-page.ts';
import { hasColours, widthOf } from './terminal.ts';

export function addExplainCommand(program: Command, { terminal, rules }: Host): void {
  program
    .command('explain')
    .summary('print the page of a rule')
    .description('Prints the page of a rule: why it is there, what it reports and what not, how to repair it.')
    .argument('<rule>', 'Its name.')
    .addHelpText('after', () => `\nRules:\n${rules().map(({ name, summary }) => `  ${name}\n      ${summary}`).join('\n')}`)
    .action((given: string) => {
      const names = rules().map(({ name }) => name);
      const rule = given.slice(given.lastIndexOf('/') + 1);
      if (!names.includes(rule)) {
        throw noPage(rule, names);
      }
      const page = readFileSync(path.join(ownFolder, 'docs', 'rules', `${rule}.md`), 'utf8');
      const style = createStyle(hasColours(terminal.stdout, terminal.env));
      terminal.stdout.write(renderMarkdown(page, { style, width: Math.min(widthOf(terminal.stdout), 100) }));
    });
}
