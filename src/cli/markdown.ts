import type { Style } from '../report/style.ts';
import { wrap } from '../report/wrap.ts';

export interface MarkdownLook {
  readonly style: Style;
  readonly width: number;
}

/** Renders the Markdown that the rules' pages are written in: headings, paragraphs, lists, tables, code. */
export function renderMarkdown(markdown: string, look: MarkdownLook): string {
  const lines: string[] = [];
  let paragraph: string[] = [];
  let isCode = false;
  const flush = () => {
    if (paragraph.length > 0) {
      lines.push(...wrapItem(paragraph.join(' '), look));
      paragraph = [];
    }
  };

  for (const line of markdown.replaceAll(/<!--[\s\S]*?-->\n?/g, '').split(/\r?\n/)) {
    if (line.startsWith('```')) {
      flush();
      isCode = !isCode;
    } else if (isCode) {
      lines.push(`    ${look.style('cyan', line)}`.trimEnd());
    } else if (line.startsWith('#')) {
      flush();
      lines.push(look.style(['bold', 'underline'], line.replace(/^#+\s*/, '').replaceAll('`', '')));
    } else if (line.startsWith('|')) {
      flush();
      lines.push(`  ${inline(line, look.style)}`);
    } else if (line.trim() === '') {
      flush();
      lines.push('');
    } else {
      if (/^\s*(?:[-*]|\d+\.)\s/.test(line)) {
        flush();
      }
      paragraph.push(paragraph.length === 0 ? line.trimEnd() : line.trim());
    }
  }
  flush();
  return `${lines.join('\n').replaceAll(/\n{3,}/g, '\n\n').trim()}\n`;
}

/** Later lines of a list's item stand below its text, not below its bullet. */
function wrapItem(text: string, { style, width }: MarkdownLook): string[] {
  const [, indent = '', bullet = '', rest = text] = /^(\s*)((?:[-*]|\d+\.)\s+)?(.*)$/s.exec(text) ?? [];
  const hanging = ' '.repeat(indent.length + bullet.length);
  return wrap(rest, Math.max(20, width - hanging.length)).map(
    (line, index) => `${index === 0 ? indent + bullet.replace(/^[-*]/, '•') : hanging}${inline(line, style)}`,
  );
}

function inline(text: string, style: Style): string {
  return text
    .replaceAll(/\[([^\]]+)\]\(([^)]+)\)/g, (_, label: string, url: string) => (label === url ? url : `${label} (${url})`))
    .replaceAll(/<(https?:[^>]+)>/g, '$1')
    .replaceAll(/`([^`]+)`/g, (_, code: string) => style('cyan', code))
    .replaceAll(/\*\*([^*]+)\*\*/g, (_, strong: string) => style('bold', strong));
}
