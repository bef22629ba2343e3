import type { Style } from '../report/style.ts';
import { wrap } from '../report/wrap.ts';

export interface MarkdownLook {
  readonly style: Style;
  readonly width: number;
}

type BlockKind = 'heading' | 'code' | 'table' | 'text';

interface Block {
  readonly kind: BlockKind;
  readonly lines: string[];
}

/** Renders the Markdown that the rules' pages are written in: headings, paragraphs, quotes, lists, tables, code. */
export function renderMarkdown(markdown: string, look: MarkdownLook): string {
  const blocks = blocksOf(markdown.replaceAll(/<!--[\s\S]*?-->\n?/g, ''));
  return blocks.map(block => `${render(block, look).join('\n')}\n`).join('\n');
}

/** Blocks stand apart by empty lines; a fence, and it alone, may hold such. */
function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  for (const line of markdown.split(/\r?\n/)) {
    if (line.startsWith('```')) {
      const wasCode = open?.kind === 'code';
      open = wasCode ? undefined : { kind: 'code', lines: [] };
      if (open !== undefined) {
        blocks.push(open);
      }
    } else if (open?.kind === 'code') {
      open.lines.push(line);
    } else if (line.trim() === '') {
      open = undefined;
    } else {
      const kind = kindOf(line);
      if (open?.kind !== kind || kind === 'heading') {
        open = { kind, lines: [] };
        blocks.push(open);
      }
      open.lines.push(line);
    }
  }
  return blocks;
}

function kindOf(line: string): BlockKind {
  if (line.startsWith('#')) {
    return 'heading';
  }
  return line.startsWith('|') ? 'table' : 'text';
}

function render({ kind, lines }: Block, look: MarkdownLook): string[] {
  switch (kind) {
    case 'heading':
      return lines.map(line => look.style(['bold', 'underline'], line.replace(/^#+\s*/, '').replaceAll('`', '')));
    case 'code':
      return lines.map(line => `    ${look.style('cyan', line)}`.trimEnd());
    case 'table':
      return renderTable(lines, look);
    case 'text':
      return itemsOf(lines).flatMap(item => renderItem(item, look));
  }
}

/** Columns as wide as their content; the last one has what room is left. */
function renderTable(lines: readonly string[], { style, width }: MarkdownLook): string[] {
  const rows = lines
    .map(line => line.split(/(?<!\\)\|/).slice(1, -1).map(cell => plain(cell.trim())))
    .filter(cells => !cells.every(cell => /^:?-+:?$/.test(cell)));
  const widths = (rows[0] ?? []).slice(0, -1).map((_, column) => Math.max(...rows.map(cells => shownLength(cells[column] ?? ''))));
  const used = widths.reduce((sum, columnWidth) => sum + columnWidth + 2, 2);
  return rows.flatMap((cells, row) => {
    const head = widths.map((columnWidth, column) => padded(cells[column] ?? '', columnWidth)).join('');
    const parts = wrap(cells.at(-1) ?? '', Math.max(20, width - used));
    const drawn = parts.map((part, index) => `  ${index === 0 ? head : ' '.repeat(used - 2)}${part}`);
    return drawn.map(line => (row === 0 ? style('dim', line) : inline(line, style)));
  });
}

function padded(cell: string, columnWidth: number): string {
  return cell + ' '.repeat(columnWidth - shownLength(cell) + 2);
}

function shownLength(text: string): number {
  return inline(text, (_, shown) => shown).length;
}

/** A list's items are several; a paragraph is one. */
function itemsOf(lines: readonly string[]): string[] {
  const items: string[] = [];
  for (const line of lines) {
    const last = items.pop();
    if (last === undefined || /^\s*(?:[-*]|\d+\.)\s/.test(line)) {
      items.push(...(last === undefined ? [] : [last]), line.trimEnd());
    } else {
      items.push(`${last} ${line.replace(/^>/, '').trim()}`);
    }
  }
  return items;
}

/** Later lines of a list's item stand below its text, not below its bullet. */
function renderItem(item: string, { style, width }: MarkdownLook): string[] {
  const [, indent = '', bullet = '', text = item] = /^(\s*)((?:[-*]|\d+\.)\s+|>\s*)?(.*)$/s.exec(item) ?? [];
  const sign = bullet.startsWith('>') ? '' : bullet.replace(/^[-*]/, '•');
  const hanging = ' '.repeat(indent.length + sign.length);
  return wrap(plain(text), Math.max(20, width - hanging.length)).map((line, index) => (index === 0 ? indent + sign : hanging) + inline(line, style));
}

/** Links are written out, before lines are broken. */
function plain(text: string): string {
  return text
    .replaceAll(/\[([^\]]+)\]\(([^)]+)\)/g, (_, label: string, url: string) => (label === url ? url : `${label} (${url})`))
    .replaceAll(/<(https?:[^>]+)>/g, '$1')
    .replaceAll('\\|', '|');
}

function inline(text: string, style: Style): string {
  return text
    .replaceAll(/\*\*([^*]+)\*\*/g, (_, strong: string) => style('bold', strong))
    .replaceAll(/(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])/g, (_, stressed: string) => style('italic', stressed))
    .replaceAll(/`([^`]+)`/g, (_, code: string) => style('cyan', code));
}
