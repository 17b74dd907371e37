import path from 'node:path';
import ts from 'typescript';
import { root } from '../packages.ts';

/** One name that a module exports: the arguments it takes and, for a class, its public members. */
export interface Exported {
  arguments: ReadonlySet<string>;
  members: ReadonlyMap<string, Exported>;
}

/**
 * Everything that each of some TypeScript modules exports, by its path from there: `Dense`, `losses.MeanSquaredError`,
 * `mnist.load`. The names of configuration fields count as arguments.
 */
export function readExports(modules: readonly string[]): Map<string, Exported>[] {
  const configFile = path.join(root, 'tsconfig.check.json');
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(configFile, (file) => ts.sys.readFile(file)).config,
    ts.sys,
    root,
  );
  const files = modules.map((module) => path.join(root, module));
  const program = ts.createProgram(files, options);
  const reader = new ExportReader(program.getTypeChecker());
  return files.map((file) => reader.read(program.getSourceFile(file)));
}

class ExportReader {
  readonly #checker: ts.TypeChecker;

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  read(source: ts.SourceFile | undefined): Map<string, Exported> {
    const module = source && this.#checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`${source?.fileName ?? 'A file that does not exist'} is not a module`);
    return this.#readModule(module);
  }

  #readModule(module: ts.Symbol): Map<string, Exported> {
    const found = new Map<string, Exported>();
    for (const exported of this.#checker.getExportsOfModule(module)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(exported) : exported;
      if (symbol.flags & ts.SymbolFlags.ValueModule) {
        // Namespaces of other people's packages, such as tfjs itself, are not ours to list.
        if (!isOurs(symbol)) continue;
        for (const [name, inner] of this.#readModule(symbol)) found.set(`${exported.name}.${name}`, inner);
      } else {
        const described = this.#describe(symbol);
        found.set(exported.name, described);
        if (symbol.flags & ts.SymbolFlags.Variable && !this.#isSymbol(symbol))
          for (const [name, member] of described.members) found.set(`${exported.name}.${name}`, member);
      }
    }
    return found;
  }

  /** A JavaScript symbol has members of its own, which are the language's. */
  #isSymbol(symbol: ts.Symbol): boolean {
    return (this.#checker.getTypeOfSymbol(symbol).flags & ts.TypeFlags.ESSymbolLike) !== 0;
  }

  #describe(symbol: ts.Symbol): Exported {
    const { flags } = symbol;
    const isValue = (flags & ts.SymbolFlags.Value) !== 0;
    const isObject = (flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface)) !== 0;
    const members = new Map([
      ...(isValue ? this.#membersOf(this.#checker.getTypeOfSymbol(symbol)) : []),
      ...(isObject ? this.#membersOf(this.#checker.getDeclaredTypeOfSymbol(symbol)) : []),
    ]);
    // The fields of an interface are what an object literal of it may hold.
    const args = isValue ? this.#argumentsOf(this.#checker.getTypeOfSymbol(symbol)) : new Set(members.keys());
    return { arguments: args, members };
  }

  #membersOf(type: ts.Type): Map<string, Exported> {
    const members = new Map<string, Exported>();
    for (const property of type.getApparentProperties())
      members.set(property.name, {
        arguments: this.#argumentsOf(this.#checker.getTypeOfSymbol(property)),
        members: new Map(),
      });
    return members;
  }

  /** The names of the parameters, and of the fields of those that are a configuration. */
  #argumentsOf(type: ts.Type): Set<string> {
    const names = new Set<string>();
    for (const signature of [...type.getConstructSignatures(), ...type.getCallSignatures()]) {
      for (const parameter of signature.getParameters()) {
        names.add(parameter.name);
        for (const field of this.#fieldsOf(this.#checker.getTypeOfSymbol(parameter))) names.add(field);
      }
    }
    return names;
  }

  #fieldsOf(type: ts.Type): string[] {
    const constrained = this.#checker.getBaseConstraintOfType(type) ?? type;
    const parts = constrained.isUnion() ? constrained.types : [constrained];
    return parts
      .filter((part) => !part.isClass())
      .flatMap((part) => part.getApparentProperties())
      .filter(isOurs)
      .map((field) => field.name);
  }
}

/** True for what is declared in this repository, rather than by a library or by the language. */
function isOurs(symbol: ts.Symbol): boolean {
  const file = symbol.declarations?.[0]?.getSourceFile().fileName;
  return file === undefined || (file.startsWith(root) && !file.includes('node_modules'));
}
