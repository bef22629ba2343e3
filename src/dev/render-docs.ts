import { presumptions } from '../facts/presumptions.ts';
import type { Need, Rule } from '../engine/rule.ts';

/**
 * What is generated in the documentation: the head of each rule's page, and the tables in README.md and docs/architecture.md. A rule's
 * declaration is the source; tests/docs.test.ts compares, and writes with UPDATE=1.
 */

/** Ends the generated head of a page; what follows is written by hand. */
export const endOfHead = '<!-- end of the generated part -->';

/** The headings that the hand-written part of each page has, in this order. */
export const headings = ['Why', 'Reported', 'Not reported', 'How to fix', 'Limits', 'When not to use it', 'Sources'] as const;

export function renderHead(rule: Rule): string {
  return [
    `# ${rule.name}`,
    '',
    `> ${rule.summary}`,
    '',
    `**Presets:** ${presetsOf(rule)}`,
    '',
    '| where | what the rule sees |',
    '|---|---|',
    `| ESLint without types | ${whatIsSeen(rule, 'syntax')} |`,
    `| ESLint with types | ${whatIsSeen(rule, 'types')} |`,
    `| audit | ${whatIsSeen(rule, 'program')} |`,
    '',
    '**Options:**' + (Object.keys(rule.schema).length === 0 ? ' none.' : ''),
    ...renderOptions(rule),
    '',
    endOfHead,
    '',
  ].join('\n');
}

export function renderTable(rules: readonly Rule[]): string {
  return [
    '| rule | what it is for | recommended | strict | without types |',
    '|---|---|---|---|---|',
    ...rules.map(
      rule =>
        `| [${rule.name}](docs/rules/${rule.name}.md) | ${rule.summary} | ${rule.presets.recommended === false ? '' : 'error'} | ${
          rule.presets.strict === false ? '' : severityIn(rule)
        } | ${rule.needs.least === 'syntax' ? 'works' : 'silent'} |`,
    ),
  ].join('\n');
}

export function renderPresets(rules: readonly Rule[]): string {
  const listed = (title: string, members: readonly Rule[]) =>
    `- ${title}: ${members.length === 0 ? 'none yet' : members.map(({ name }) => `\`${name}\``).join(', ')}.`;
  const recommended = rules.filter(({ presets }) => presets.recommended !== false);
  const strict = rules.filter(({ presets }) => presets.recommended === false && presets.strict !== false);
  return [
    listed('`recommended` reports as errors', recommended),
    listed('`strict` adds as warnings', strict),
    listed('`all` adds as warnings', rules.filter(({ presets }) => presets.recommended === false && presets.strict === false)),
  ].join('\n');
}

export function renderPresumptions(): string {
  return ['| presumption | what it says |', '|---|---|', ...Object.entries(presumptions).map(([id, text]) => `| \`${id}\` | ${text} |`)].join('\n');
}

/** Replaces what stands between `<!-- begin name -->` and `<!-- end name -->`. */
export function replaceBetween(text: string, name: string, replacement: string): string {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const start = text.indexOf(begin);
  const stop = text.indexOf(end);
  if (start === -1 || stop < start) {
    throw new Error(`The text has no markers \`${begin}\` and \`${end}\`.`);
  }
  return `${text.slice(0, start + begin.length)}\n${replacement}\n${text.slice(stop)}`;
}

function presetsOf(rule: Rule): string {
  const { recommended, strict, all } = rule.presets;
  const options = (preset: object) => (Object.keys(preset).length === 0 ? '' : ` with \`${JSON.stringify(preset)}\``);
  return [
    ...(recommended === false ? [] : [`\`recommended\` (error)${options(recommended)}`]),
    ...(strict === false ? [] : [`\`strict\` (${severityIn(rule)})${options(strict)}`]),
    `\`all\` (${severityIn(rule)})${all === undefined ? '' : options(all)}`,
  ].join(', ');
}

/** What strict and all add is a warning; what is recommended stays an error in them. */
function severityIn({ presets }: Rule): 'error' | 'warning' {
  return presets.recommended === false ? 'warning' : 'error';
}

const strengths: readonly Need[] = ['syntax', 'types', 'program'];

const seen: Readonly<Record<Need, string>> = {
  syntax: 'what one file shows by itself: names, annotations, and what its own functions do',
  types: 'also types, and what the imported functions do',
  program: 'also every caller and every implementation in the program',
};

function whatIsSeen({ needs }: Rule, strength: Need): string {
  if (strengths.indexOf(strength) < strengths.indexOf(needs.least)) {
    return `nothing: it needs ${needs.least === 'types' ? 'types' : 'the whole program'}`;
  }
  return strengths.indexOf(strength) > strengths.indexOf(needs.best) ? 'the same' : seen[strength];
}

function renderOptions(rule: Rule): readonly string[] {
  const names = Object.keys(rule.schema);
  if (names.length === 0) {
    return [];
  }
  const defaults = new Map<string, unknown>(Object.entries(rule.defaults));
  return [
    '',
    '| option | type | default | meaning |',
    '|---|---|---|---|',
    ...Object.entries(rule.schema).map(([name, schema]) => {
      const { type = '', description = '', enum: values } = schema as { type?: string; description?: string; enum?: readonly unknown[] };
      const shape = values === undefined ? type : values.map(value => `\`${JSON.stringify(value)}\``).join(' or ');
      return `| \`${name}\` | ${shape} | \`${JSON.stringify(defaults.get(name))}\` | ${description} |`;
    }),
  ];
}
