import { createRequire } from 'node:module';
import { ts as bundled } from 'ts-morph';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { compilerOf, ownCompiler } from '../../src/engine/compiler.ts';

// ts-morph brings a compiler of its own, so that two real ones are in this process. The declarations of the two differ; that
// they are read with the right one is what is tested here.
const theirs = bundled as unknown as typeof ts;

const program = 'export async function save(signal: AbortSignal) { await fetch("/orders", { signal }); }';

function parsedBy(compiler: typeof ts): ts.SourceFile {
  return compiler.createSourceFile('orders.ts', program, compiler.ScriptTarget.Latest, true);
}

/** An old version: the same interface, other numbers, other constructors. */
function older(version: string): typeof ts {
  class OldSourceFile {
    readonly kind = 308;
  }
  return { ...ts, version, createSourceFile: () => new OldSourceFile() as unknown as ts.SourceFile };
}

describe('the compiler of a tree', () => {
  it('is ours where ours has parsed it', () => {
    expect(compilerOf(parsedBy(ts))).toBe(ownCompiler());
  });

  it("is ts-morph's where that one has parsed it, in the same process", () => {
    expect(theirs.SyntaxKind).not.toBe(ts.SyntaxKind);
    expect(compilerOf(parsedBy(theirs))?.SyntaxKind).toBe(theirs.SyntaxKind);
    expect(compilerOf(parsedBy(ts))).toBe(ownCompiler());
  });

  it('is not the first that reads the tree without complaint', () => {
    const old = older('5.2.2');
    expect(compilerOf(parsedBy(old), () => [ts, theirs, old])).toBe(old);
    expect(compilerOf(parsedBy(ts), () => [old, theirs, ts])).toBe(ts);
  });

  it('is unknown where nobody at hand has made the tree', () => {
    expect(compilerOf(parsedBy(older('5.2.2')))).toBeUndefined();
  });

  it('is not used if it is too old for what we ask', () => {
    for (const version of ['4.9.5', '5.1.6']) {
      const old = older(version);
      expect(compilerOf(parsedBy(old), () => [old])).toBeUndefined();
    }
  });

  it('is found again without looking', () => {
    const old = older('5.2.2');
    compilerOf(parsedBy(old), () => [old]);
    const looked = () => {
      throw new Error('looked again');
    };
    expect(compilerOf(parsedBy(old), looked)).toBe(old);
  });

  it('does not run what other modules compute when they are read', () => {
    const { cache } = createRequire(import.meta.url);
    const trap = new Proxy({}, { get: () => expect.fail('a property was read') });
    cache['/lazy.js'] = Object.assign(Object.create(null) as NodeJS.Module, { exports: trap });
    try {
      expect(compilerOf(parsedBy(older('5.2.2')))).toBeUndefined();
    } finally {
      Reflect.deleteProperty(cache, '/lazy.js');
    }
  });
});
