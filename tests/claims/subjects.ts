import ts from 'typescript';
import type { FixtureFile } from '../harness/fixture.ts';
import { sourceFileOf } from '../harness/program.ts';

/** Something of a story that can be run: an exported function, a method of an exported class, or the module as it is loaded. */
export interface Subject {
  readonly file: string;
  readonly name: string;
  /** The lines that it takes, from one. */
  readonly lines: { readonly from: number; readonly to: number };
  readonly runs: 'module' | 'function' | 'method';
  readonly exportName: string;
  readonly parameters: readonly Parameter[];
  /** For a method: what its class is made with. */
  readonly made: readonly Parameter[];
  /** For a method: the method of its class by which work is stopped. */
  readonly stop: string | undefined;
}

export interface Parameter {
  readonly name: string;
  readonly type: ts.Type;
}

export function subjectsOf(program: ts.Program, { path }: FixtureFile): readonly Subject[] {
  const checker = program.getTypeChecker();
  const sourceFile = sourceFileOf(program, path);
  const symbol = checker.getSymbolAtLocation(sourceFile);
  const exported = symbol === undefined ? [] : checker.getExportsOfModule(symbol);
  const lineOf = (position: number): number => sourceFile.getLineAndCharacterOfPosition(position).line + 1;
  const linesOf = (node: ts.Node) => ({ from: lineOf(node.getStart()), to: lineOf(node.end) });
  const whole: Subject = {
    file: path,
    name: 'as it is loaded',
    lines: { from: 1, to: lineOf(sourceFile.end) },
    runs: 'module',
    exportName: '',
    parameters: [],
    made: [],
    stop: undefined,
  };
  return [whole, ...exported.flatMap(name => subjectsIn(name))];

  function subjectsIn(name: ts.Symbol): readonly Subject[] {
    const declaration = name.valueDeclaration;
    if (declaration === undefined) {
      return [];
    }
    const base = { file: path, exportName: name.name, stop: undefined, made: [] };
    if (ts.isClassDeclaration(declaration)) {
      return methodsOf(name, declaration);
    }
    const [signature] = checker.getTypeOfSymbol(name).getCallSignatures();
    return signature === undefined
      ? []
      : [{ ...base, name: name.name, lines: linesOf(declaration), runs: 'function', parameters: parametersOf(signature) }];
  }

  function methodsOf(name: ts.Symbol, declaration: ts.ClassDeclaration): readonly Subject[] {
    if (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Abstract) {
      return [];
    }
    const members = checker.getDeclaredTypeOfSymbol(name).getProperties();
    const [construct] = checker.getTypeOfSymbol(name).getConstructSignatures();
    const stop = members.find(member => ['stop', 'cancel'].includes(member.name))?.name;
    return members.flatMap(member => {
      const method = member.valueDeclaration;
      if (method === undefined || !ts.isMethodDeclaration(method) || method.getSourceFile() !== sourceFile) {
        return [];
      }
      const [signature] = checker.getTypeOfSymbol(member).getCallSignatures();
      return signature === undefined
        ? []
        : [
            {
              file: path,
              name: `${name.name}.${member.name}`,
              lines: linesOf(method),
              runs: 'method' as const,
              exportName: name.name,
              parameters: parametersOf(signature),
              made: construct === undefined ? [] : parametersOf(construct),
              stop: stop === member.name ? undefined : stop,
            },
          ];
    });
  }

  function parametersOf(signature: ts.Signature): readonly Parameter[] {
    return signature.parameters
      .filter(({ valueDeclaration }) => valueDeclaration === undefined || !ts.isParameter(valueDeclaration) || valueDeclaration.initializer === undefined)
      .map(parameter => ({ name: parameter.name, type: checker.getTypeOfSymbol(parameter) }));
  }
}
