import { describe, expect, it } from 'vitest';
import { readFixture, type Fixture, type HostName } from './fixture.ts';
import { agrees, draw, judge, type Reported } from './verdict.ts';
import { rangeOf } from './reported.ts';

const rule = 'no-floating-task';

function read(...lines: string[]): Fixture {
  return readFixture('story', rule, [{ path: 'story.ts', text: lines.join('\n') }]);
}

function said(line: number, column: number, endColumn: number, message: string): Reported {
  return { rule, file: 'story.ts', line, column, endColumn, message, because: [] };
}

describe('an annotation', () => {
  it('marks the range above its carets and promises the finding to every host', () => {
    const { files } = read('  save(order);', `//^^^^^^^^^^^ ${rule}: is lost`);
    expect(files[0]?.expectations).toEqual([
      { file: 'story.ts', rule, line: 0, column: 2, endColumn: 13, text: 'is lost', least: 'javascript' },
    ]);
  });

  it('speaks of the program above other annotations', () => {
    const { files } = read('    a(b());', `//    ^^^ ${rule}: inner`, `//  ^^^^^^ ${rule}: outer`);
    expect(files[0]?.expectations.map(({ line, column }) => [line, column])).toEqual([
      [0, 6],
      [0, 4],
    ]);
  });

  it('may begin in the first column', () => {
    const { files } = read('save(order);', `//<^^^^^^^^ ${rule}: is lost`);
    expect(files[0]?.expectations[0]).toMatchObject({ column: 0, endColumn: 11 });
  });

  it('names the weakest host that reports it, and the one that takes it back', () => {
    const { files } = read('    f();', `//  ^^^ annotated: ${rule}: is lost`, '// refuted: audit');
    expect(files[0]?.expectations[0]).toMatchObject({ least: 'annotated', refuted: 'audit' });
  });

  it('reads options and settings from the first lines', () => {
    const { options, settings } = read('// A story.', '// @options {"checkVoid": true}', '// @settings {"detach": []}', 'f();');
    expect({ options, settings }).toEqual({ options: { checkVoid: true }, settings: { detach: [] } });
  });

  it.each([
    ['the marks reach past the line', ['    f();', `//  ^^^^^^ ${rule}: x`], 'story.ts:2: The marks reach to column 11'],
    ['the marks begin on white space', ['     f();', `//  ^^^ ${rule}: x`], 'begins or ends with white space'],
    ['nothing stands above', [`//  ^^^ ${rule}: x`], 'There is no line above'],
    ['another rule is named', ['    f();', '//  ^^^ no-lost-task: x'], '`no-lost-task` does not run on it'],
    ['the host is unknown', ['    f();', `//  ^^^ editor: ${rule}: x`], 'There is no host `editor`'],
    ['the text is missing', ['    f();', `//  ^^^ ${rule}:`], 'After the carets'],
    ['the reason says something else', ['    f();', '//  --- since: x'], 'After the dashes'],
    ['nobody is left to report it', ['    f();', `//  ^^^ typed: ${rule}: x`, '// refuted: typed'], 'No host is left'],
    ['a host refutes that cannot', ['    f();', `//  ^^^ ${rule}: x`, '// refuted: javascript'], 'Only `annotated`, `typed` and `audit` can refute'],
    ['nothing is there to refute', ['    f();', '// refuted: typed'], '`refuted` must follow'],
    ['the options are no JSON', ['// @options {checkVoid}', 'f();'], 'This is not JSON'],
    ['the options come late', ['f();', '// @options {}'], 'must stand in the first lines'],
  ])('is refused if %s', (_, lines, problem) => {
    expect(() => read(...lines)).toThrow(problem);
  });
});

describe('a verdict', () => {
  const fixture = read('    f();', '//  --- because: starts here', `//  ^^^ typed: ${rule}: is lost`, '// refuted: audit');

  function verdict(host: HostName, ...reported: Reported[]): boolean {
    return agrees(judge(fixture, host, reported));
  }

  const withReason: Reported = {
    ...said(0, 4, 7, 'The task `f()` is lost.'),
    because: [{ file: 'story.ts', line: 0, column: 4, endColumn: 7, message: 'It starts here.' }],
  };

  it('agrees if everything promised to the host is there', () => {
    expect(verdict('typed', { ...withReason, because: [{ ...withReason, message: 'It starts here.' }] })).toBe(true);
  });

  it.each<[string, HostName, Reported[]]>([
    ['a promised finding is missing', 'typed', []],
    ['the range is another', 'typed', [{ ...withReason, endColumn: 8 }]],
    ['the message says something else', 'typed', [{ ...withReason, message: 'Late.' }]],
    ['the finding is given twice', 'typed', [withReason, withReason]],
    ['a reason is missing', 'typed', [said(0, 4, 7, 'The task `f()` is lost.')]],
    ['a weaker host reports it', 'annotated', [withReason]],
    ['a host that should refute it reports it', 'audit', [withReason]],
  ])('disagrees if %s', (_, host, reported) => {
    expect(verdict(host, ...reported)).toBe(false);
  });

  it('is silent where silence is promised', () => {
    expect(verdict('javascript')).toBe(true);
  });

  it('draws what is missing and what is too much below the line', () => {
    const drawing = draw(fixture, 'typed', [said(0, 0, 7, 'Late.')]);
    expect(drawing).toContain('           ^^^ MISSING  is lost');
    expect(drawing).toContain(`       ^^^^^^^ TOO MUCH ${rule}: Late.`);
  });
});

describe('a range', () => {
  it('of several lines is shown by its first', () => {
    const text = 'f();\n  catch (error) {  \n  }\n';
    expect(rangeOf('a.ts', text, { start: 7, end: 26 })).toEqual({ file: 'a.ts', line: 1, column: 2, endColumn: 17 });
  });
});
