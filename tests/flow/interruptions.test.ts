import { expect, it } from 'vitest';
import { interruptionsOf } from '../../src/flow/interruptions.ts';
import { loweredFrom, written } from './lowered.ts';

/** Of the outermost handler. */
function interruptions(body: string): string[] {
  const story = loweredFrom(`async function f() { ${body} }`);
  const clause = story.graph.catches.toSorted((a, b) => a.head.start - b.head.start).at(-1);
  return written(story, interruptionsOf(story.graph, clause?.entry ?? -1));
}

it('are the calls, awaits and throws of the try', () => {
  expect(interruptions('try { const a = b.c; if (a) throw a; await load(); } catch {}')).toEqual([
    'throw throw a;',
    'call load()',
    'await await load()',
  ]);
});

it('are not what an inner handler has caught, but what it throws', () => {
  expect(interruptions('try { try { load(); } catch (inner) { log(inner); } } catch {}')).toEqual(['call log(inner)']);
});

it('are also what has passed a finally, and what the finally throws', () => {
  const events = interruptions('try { try { load(); } finally { close(); } } catch {}');
  expect(new Set(events)).toEqual(new Set(['call load()', 'call close()']));
});

it('are also what has passed a finally with a try of its own', () => {
  const events = interruptions('try { try { load(); } finally { try { close(); } catch (e) { log(e); } } } catch {}');
  expect(new Set(events)).toEqual(new Set(['call load()', 'call log(e)']));
});

it('are also what has passed several finallys', () => {
  const events = interruptions('try { try { try { load(); } finally { a(); } } finally { b(); } } catch {}');
  expect(new Set(events)).toEqual(new Set(['call load()', 'call a()', 'call b()']));
});

it('are not what a finally discards', () => {
  expect(loweredFrom('function f() { try { try { load(); } finally { return; } } catch {} }').graph.catches).toEqual([]);
  expect(interruptions('for (;;) { try { try { load(); } finally { if (a) break; } } catch {} }')).toEqual(['call load()']);
});

it('are also what disposal passes, and the disposal', () => {
  const events = interruptions('try { await using file = open(); read(file); } catch {}');
  expect(new Set(events)).toEqual(
    new Set(['call open()', 'call read(file)', 'dispose file = open()', 'await file = open()']),
  );
});

it('are not the closing of an iterator that an error has left', () => {
  const events = interruptions('try { for (const a of load()) send(a); } catch {}');
  expect(events.filter(event => event.startsWith('iterate-return'))).toEqual([]);
  expect(events).toContain('call send(a)');
});

it('are none where nothing in the try can throw: then there is no clause', () => {
  expect(loweredFrom('function f(a) { try { a.b = a; } catch {} }').graph.catches).toEqual([]);
});
