import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { oneFileProgram } from '../../src/engine/one-file-program.ts';
import type { Place, ValueId } from '../../src/flow/graph.ts';
import { functionAround, functionsOf, lower } from '../../src/lower/lower.ts';
import type { FunctionNode, Lowered } from '../../src/lower/lowered.ts';
import { eventAt, loweredFrom, written } from '../flow/lowered.ts';

function textOf(story: Lowered, value: ValueId | undefined): string {
  return value === undefined ? 'nothing' : story.nodeOfValue(value).getText();
}

function placesOf(text: string, name?: string): string[] {
  return loweredFrom(text, name).graph.places.map(describePlace);
}

function describePlace({ kind, name, shared }: Place): string {
  return `${kind}${shared && kind === 'local' ? ' shared' : ''} ${name}`;
}

describe('an event', () => {
  it('of a call has the callee and the arguments as operands', () => {
    const story = loweredFrom('function f(a, rest) { send(a.b, 1, ...rest); }');
    const call = eventAt(story, 'call', 'send(a.b, 1, ...rest)');
    expect(call.operands.map(operand => textOf(story, operand))).toEqual(['send', 'a.b', '1', 'rest']);
  });

  it('of a method call leads to the receiver, by the read of the callee', () => {
    const story = loweredFrom('function f(a) { a.socket.send(); }');
    const [callee] = eventAt(story, 'call', 'a.socket.send()').operands;
    const read = story.graph.events[story.graph.values[callee ?? -1]?.event ?? -1];
    const place = story.graph.places[read?.place ?? -1];
    expect([place?.kind, place?.name, textOf(story, place?.base)]).toEqual(['field', 'send', 'a.socket']);
  });

  it('of new, of a tagged template and of import() has operands like a call', () => {
    const story = loweredFrom('function f(a) { new Order(a, ...a.b); tag`x${a}`; import(a); }');
    const operands = (kind: 'call' | 'new', text: string): string[] => eventAt(story, kind, text).operands.map(operand => textOf(story, operand));
    expect(operands('new', 'new Order(a, ...a.b)')).toEqual(['Order', 'a', 'a.b']);
    expect(operands('call', 'tag`x${a}`')).toEqual(['tag', '`x${a}`', 'a']);
    expect(operands('call', 'import(a)')).toEqual(['import', 'a']);
  });

  it('of a case has the discriminant and the label', () => {
    const story = loweredFrom('function f(a) { switch (a.kind) { case b: c(); } }');
    const test = story.graph.events.find(({ kind }) => kind === 'test');
    expect(test?.operands.map(operand => textOf(story, operand))).toEqual(['a.kind', 'b']);
  });

  it('of a loop has the iterable, and its test the step', () => {
    const story = loweredFrom('async function f(feed) { for await (const a of feed) use(a); }');
    const [next, step, test] = ['iterate-next', 'await', 'test'].map(kind => story.graph.events.find(event => event.kind === kind));
    expect(next?.operands.map(operand => textOf(story, operand))).toEqual(['feed']);
    expect(step?.operands).toEqual([next?.result]);
    expect(test?.operands).toEqual([step?.result]);
  });

  it('is found by its node, whatever wraps that', () => {
    const story = loweredFrom('function f() { return ((load() as any)!); }');
    const returned = eventAt(story, 'return', 'return ((load() as any)!);');
    const { expression } = story.nodeOfEvent(returned.id) as ts.ReturnStatement;
    expect(expression && written(story, story.eventsOfNode(expression))).toEqual(['call load()']);
  });

  it('is found once for each copy of a finally', () => {
    const story = loweredFrom('function f() { try { if (a()) return; } finally { close(); } }');
    const close = eventAt(story, 'call', 'close()');
    expect(story.eventsOfNode(story.nodeOfEvent(close.id))).toHaveLength(3);
  });

  it('is not found where nothing runs', () => {
    const story = loweredFrom('function f() { return; close(); }');
    const { body } = story.function as ts.FunctionDeclaration;
    const dead = body?.statements[1] as ts.ExpressionStatement;
    expect(story.eventsOfNode(dead.expression)).toEqual([]);
  });
});

describe('a value', () => {
  it('of an assignment is what was assigned', () => {
    const story = loweredFrom('function f(a) { return (a.b = load()); }');
    const [returned] = eventAt(story, 'return', 'return (a.b = load());').operands;
    expect(returned).toBe(eventAt(story, 'call', 'load()').result);
  });

  it('of an object, an array, a template or an operator is made of its parts', () => {
    const story = loweredFrom('function f(a, b) { return [{ a, x: b }, ...a, `${b}`, a + b]; }');
    const [returned] = eventAt(story, 'return', 'return [{ a, x: b }, ...a, `${b}`, a + b];').operands;
    const value = story.graph.values[returned ?? -1];
    expect(value?.kind).toBe('constant');
    expect(value?.sources?.map(source => textOf(story, source))).toEqual(['{ a, x: b }', 'a', '`${b}`', 'a + b']);
  });

  it('that a pattern takes out is unknown, from the whole, and stands for the element', () => {
    const story = loweredFrom('function f({ signal: own }) { own; }');
    const assign = story.graph.events.find(({ kind }) => kind === 'assign');
    const value = story.graph.values[assign?.operands[0] ?? -1];
    const [source] = value?.sources ?? [];
    expect([value?.kind, textOf(story, value?.id), story.graph.values[source ?? -1]?.kind]).toEqual(['unknown', 'signal: own', 'parameter']);
  });

  it('of a catch is the caught error, and stands for its binding', () => {
    const story = loweredFrom('function f() { try { a(); } catch (error) { throw error; } }');
    const [clause] = story.graph.catches;
    expect(textOf(story, clause?.error)).toBe('error');
    expect(story.graph.values[clause?.error ?? -1]?.kind).toBe('caught');
    expect(clause && story.function.getSourceFile().text.slice(clause.head.start, clause.head.end)).toBe('catch (error)');
  });

  it('of a parameter is numbered without a this parameter', () => {
    const { graph } = loweredFrom('function f(this: Order, a: number, ...b: number[]) {}');
    expect(graph.values.filter(({ kind }) => kind === 'parameter').map(({ index }) => index)).toEqual([0, 1]);
  });
});

describe('a place', () => {
  it('is local, captured, a field or an element', () => {
    expect(placesOf(`import { c } from 'c'; const a = 1; function f(b) { a; b; c; console; b.d; b['e']; b[a]; this.#g; }`)).toEqual([
      'local b',
      'captured a',
      'captured c',
      'captured console',
      'field d',
      'field e',
      'element ',
      'field #g',
    ]);
  });

  it('is one per variable, also where a block declares the name again', () => {
    expect(placesOf('function f() { let a = 1; { let a = 2; a; } a; }')).toEqual(['local a', 'local a']);
  });

  it('is shared if a closure mentions it', () => {
    expect(placesOf('function f() { let a = 1, b = 2, c = 3; () => { a; const b = 1; b; x.c; return { c: 1 }; }; use(a, b, c); }', 'f')).toEqual([
      'local shared a',
      'local b',
      'local c',
      'captured use',
    ]);
  });

  it('is shared with the closure of a closure, and with the fields of a class', () => {
    expect(placesOf('function f(a, b) { () => () => a; class Order { line = b; } }', 'f')).toEqual(['local shared a', 'local shared b', 'local Order']);
  });

  it('of an imported, an ambient or an unknown name is captured', () => {
    const story = loweredFrom(`import a, * as b from 'a'; declare const c: number; a; b; c; d;`);
    expect(story.graph.places.map(describePlace)).toEqual(['captured a', 'captured b', 'captured c', 'captured d']);
  });

  it('leads to the symbol of a variable, also an exported one', () => {
    const story = loweredFrom('export const a = 1; a;');
    const [place, ...others] = story.graph.places;
    expect(others).toEqual([]);
    expect(place && story.symbolOfPlace(place.id)?.name).toBe('a');
  });
});

describe('the functions of a file', () => {
  const text = `
    const a = () => load();
    class Order { id = next(); static count = 0; [key()] = 1; get total() { return 0; } static { later(() => 1); } constructor(x = first()) {} declare x; }
    class Empty { a; static b = 1; }
    function overloaded(): void; function overloaded() {}
    namespace n { export function inside() {} }
  `;
  const made = oneFileProgram(ts, { fileName: 'functions.ts', text });
  const sourceFile = made?.sourceFile ?? ts.createSourceFile('', '', ts.ScriptTarget.Latest);

  const describeFunction = (fn: FunctionNode): string => `${ts.SyntaxKind[fn.kind]} ${ts.isSourceFile(fn) ? '' : (fn.name?.getText() ?? '')}`.trim();

  it('are the file, everything with a body, and classes with instance fields', () => {
    expect(functionsOf(ts, sourceFile).map(describeFunction)).toEqual([
      'SourceFile',
      'ArrowFunction',
      'ClassDeclaration Order',
      'GetAccessor total',
      'ArrowFunction',
      'Constructor',
      'FunctionDeclaration overloaded',
      'FunctionDeclaration inside',
    ]);
  });

  it('are around what they run', () => {
    const around: Record<string, string> = {};
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node)) {
        around[node.getText()] = describeFunction(functionAround(ts, node));
      }
      ts.forEachChild(node, visit);
    };
    visit(sourceFile);
    expect(around).toEqual({
      'load()': 'ArrowFunction',
      'next()': 'ClassDeclaration Order',
      'key()': 'SourceFile',
      'later(() => 1)': 'SourceFile',
      'first()': 'Constructor',
    });
  });
});

describe('what is beyond measure', () => {
  const lowerAll = (text: string): string[] => {
    const made = oneFileProgram(ts, { fileName: 'deep.js', text });
    if (made === undefined) {
      return ['not parsed'];
    }
    const checker = made.program.getTypeChecker();
    return functionsOf(ts, made.sourceFile).map(fn => {
      const lowered = lower(ts, checker, fn);
      return 'gaveUp' in lowered ? lowered.gaveUp : 'lowered';
    });
  };

  const nestedFinally = (depth: number): string => (depth === 0 ? 'if (a()) return;' : `try { a(); if (b()) return; } finally { ${nestedFinally(depth - 1)} }`);

  it.each([
    ['a chain of calls', `a${'.then(b)'.repeat(300)};`],
    ['a sum', `x = ${'a() + '.repeat(5_000)} 1;`],
    ['a conjunction', `if (${'a() && '.repeat(800)} b) c();`],
    ['else upon else', `${'if (a()) b(); else '.repeat(1_000)} c();`],
    ['commas', `${'a(), '.repeat(2_000)} b();`],
  ])('is not %s', (_, text) => {
    expect(lowerAll(text)).toEqual(['lowered']);
  });

  it('is a finally in a finally in a finally, and so on: each doubles the copies', () => {
    expect(lowerAll(`function f() { ${nestedFinally(4)} }`)).toEqual(['lowered', 'lowered']);
    expect(lowerAll(`function f() { ${nestedFinally(30)} }`)).toEqual(['lowered', 'more than 50000 blocks']);
  });

  it('never crashes, however deep it is nested', () => {
    for (const depth of [1_000, 2_000, 4_000, 10_000]) {
      for (const text of [`${'('.repeat(depth)}1${')'.repeat(depth)};`, `${'['.repeat(depth)}${']'.repeat(depth)};`, `${'{'.repeat(depth)}${'}'.repeat(depth)}`, `a${'.then(b)'.repeat(depth)};`]) {
        const [outcome = ''] = lowerAll(text);
        expect(['lowered', 'nested too deeply', 'not parsed']).toContain(outcome);
      }
    }
  });
});
