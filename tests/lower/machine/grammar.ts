/**
 * Small programs over the control statements, as templates.
 *
 * A piece of a template is text or a body. `#` in a text becomes the number of a site, by which the machine and the graph agree on
 * what they talk about. What is called (`c`, `t`, `xs` …) is made in `world.ts`, and does what it is told.
 */
export interface Form {
  /** Text, or the facts that hold in the body that stands there. */
  readonly pieces: readonly (string | BodyFacts)[];
  /** Where it may stand. */
  readonly needs?: 'loop' | 'breakable' | 'label a' | 'loop a' | 'label b';
  /** Nothing may follow. */
  readonly jumps?: true;
}

interface BodyFacts {
  readonly inside?: readonly NonNullable<Form['needs']>[];
}

export interface Statement {
  readonly form: Form;
  readonly bodies: readonly (readonly Statement[])[];
}

export type Body = readonly Statement[];

const body: BodyFacts = {};
const round: BodyFacts = { inside: ['loop', 'breakable'] };
const roundA: BodyFacts = { inside: ['loop', 'breakable', 'label a', 'loop a'] };
const clause: BodyFacts = { inside: ['breakable'] };

/** One form of each thing, for enumeration. */
export const coreForms: readonly Form[] = [
  { pieces: ['c(#);'] },
  { pieces: ['t(#) && c(#);'] },
  { pieces: ['n(#)?.m(#);'] },
  { pieces: ['await p(#);'] },
  { pieces: ['yield #;'] },
  { pieces: ['throw #;'], jumps: true },
  { pieces: ['return c(#);'], jumps: true },
  { pieces: ['break;'], needs: 'breakable', jumps: true },
  { pieces: ['continue;'], needs: 'loop', jumps: true },
  { pieces: ['break a;'], needs: 'label a', jumps: true },
  { pieces: ['continue a;'], needs: 'loop a', jumps: true },
  { pieces: ['if (t(#)) {', body, '}'] },
  { pieces: ['while (t(#)) {', round, '}'] },
  { pieces: ['for (const x of xs(#)) {', round, '}'] },
  { pieces: ['for await (const x of axs(#)) {', round, '}'] },
  { pieces: ['a: for (const x of xs(#)) {', roundA, '}'] },
  { pieces: ['switch (d(#)) { case d(#): ', clause, ' default: ', clause, '}'] },
  { pieces: ['try {', body, '} catch {', body, '}'] },
  { pieces: ['try {', body, '} finally {', body, '}'] },
  { pieces: ['try {', body, '} catch {', body, '} finally {', body, '}'] },
  { pieces: ['{ using u = r(#); ', body, '}'] },
];

/** Everything, for sampling. */
export const allForms: readonly Form[] = [
  ...coreForms,
  { pieces: ['t(#) || c(#);'] },
  { pieces: ['z(#) ?? c(#);'] },
  { pieces: ['t(#) && t(#) && c(#);'] },
  { pieces: ['(t(#) || t(#)) && c(#);'] },
  { pieces: ['z(#) ?? z(#) ?? c(#);'] },
  { pieces: ['t(#) ? c(#) : c(#);'] },
  { pieces: ['n(#)?.m(#, c(#))?.m(#);'] },
  { pieces: ['n(#)?.q(#).m(#);'] },
  { pieces: ['n(#)?.m(#) ?? c(#);'] },
  { pieces: ['let v# = t(#); v# &&= c(#);'] },
  { pieces: ['let v# = t(#); v# ||= c(#);'] },
  { pieces: ['let v# = z(#); v# ??= c(#);'] },
  { pieces: ['{ let { k = c(#) } = o(#); }'] },
  { pieces: ['new C(#, c(#));'] },
  { pieces: ['g`${#}${c(#)}`;'] },
  { pieces: ['await b(#) || c(#);'] },
  { pieces: ['c(#, yield #);'] },
  { pieces: ['c(#, yield* ys(#));'] },
  { pieces: ['return;'], jumps: true },
  { pieces: ['return await p(#);'], jumps: true },
  { pieces: ['throw c(#);'], jumps: true },
  { pieces: ['break b;'], needs: 'label b', jumps: true },
  { pieces: ['b: {', { inside: ['label b'] }, '}'] },
  { pieces: ['a: {', { inside: ['label a'] }, '}'] },
  { pieces: ['if (!t(#)) {', body, '} else {', body, '}'] },
  { pieces: ['if (t(#) && !t(#)) {', body, '} else {', body, '}'] },
  { pieces: ['if (t(#) || t(#) && t(#)) {', body, '}'] },
  { pieces: ['if (z(#) ?? t(#)) {', body, '} else {', body, '}'] },
  { pieces: ['if (n(#)?.m(#)) {', body, '} else if (!n(#)?.m(#)) {', body, '}'] },
  { pieces: ['if (t(#) ? t(#) : !t(#)) {', body, '}'] },
  { pieces: ['while (t(#) && !t(#)) {', round, '}'] },
  { pieces: ['a: while (t(#)) {', roundA, '}'] },
  { pieces: ['do {', round, '} while (t(#));'] },
  { pieces: ['a: do {', roundA, '} while (t(#));'] },
  { pieces: ['for (c(#); t(#); c(#)) {', round, '}'] },
  { pieces: ['a: for (; t(#); c(#)) {', roundA, '}'] },
  { pieces: ['for (const k in o(#)) {', round, '}'] },
  { pieces: ['for (const { k = c(#) } of ks(#)) {', round, '}'] },
  { pieces: ['a: for await (const x of axs(#)) {', roundA, '}'] },
  { pieces: ['for (using u of xs(#)) {', round, '}'] },
  { pieces: ['switch (d(#)) { default: ', clause, ' case d(#): ', clause, ' case d(#): ', clause, '}'] },
  { pieces: ['switch (d(#)) { case d(#): ', clause, ' case d(#): ', clause, '}'] },
  { pieces: ['{ using u = r(#), w = r(#); ', body, '}'] },
  { pieces: ['{ await using u = ar(#); ', body, '}'] },
  { pieces: ['{ using u = r(#); c(#); await using w = ar(#); ', body, '}'] },
];

export function textOf(program: Body): string {
  let site = 0;
  const text = render(program);
  const isAsync = /\bawait\b/u.test(text);
  const isGenerator = /\byield\b/u.test(text);
  // An async generator awaits what it yields and returns: give it something that can be seen to be awaited.
  const isBoth = isAsync && isGenerator;
  const body = isBoth ? text.replaceAll('yield #', 'yield p(#)').replaceAll('yield* ys(', 'yield* ays(').replaceAll('return c(#', 'return p(#') : text;
  return `${isAsync ? 'async ' : ''}function${isGenerator ? '*' : ''} run() { ${numbered(body)} }`;

  function numbered(template: string): string {
    let variable = 0;
    return template.replaceAll(/(v?)#/gu, (_, isVariable: string) =>
      isVariable === '' ? String(++site) : `v${Math.floor(variable++ / 2)}`,
    );
  }
}

function render(program: Body): string {
  return program.map(({ form, bodies }) => {
    let next = 0;
    return form.pieces.map(piece => (typeof piece === 'string' ? piece : render(bodies[next++] ?? []))).join('');
  }).join(' ');
}
