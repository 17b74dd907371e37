import { resolve } from 'node:path';
import ts from 'typescript';

/** A parameter, or a field of one, that takes an object of options. */
export interface OptionObject {
  /** `Dense`, `losses.huber`, `Model#fit`; with a field, `BatchNormalization.renormClipping`. */
  path: string;
  /** The name of its type, or its text. */
  type: string;
  /** The position of the parameter. */
  index: number;
  keys: readonly string[];
  isConstructor: boolean;
  isOptional: boolean;
  takesNull: boolean;
  /** Whether an array may stand in its place. */
  takesArrays: boolean;
}

const root = resolve(import.meta.dirname, '../../../..');

/**
 * Every object of options that the public API takes, as the types of `index.ts` say. `notOptions` names types, or
 * places, of data.
 */
export function optionObjects(notOptions: ReadonlySet<string>): OptionObject[] {
  const program = createProgram();
  const checker = program.getTypeChecker();
  const index = program.getSourceFile(resolve(root, 'packages/argali/src/index.ts'));
  if (index === undefined) throw new Error('The compiler does not find packages/argali/src/index.ts');
  const found: OptionObject[] = [];
  const seen = new Set<ts.Symbol>();

  const isOurs = (symbol: ts.Symbol | undefined): boolean =>
    symbol?.declarations?.some((declaration) => {
      const { fileName } = declaration.getSourceFile();
      return fileName.startsWith(`${root}/packages/`) && !fileName.includes('/node_modules/');
    }) ?? false;
  const typeOf = (symbol: ts.Symbol): ts.Type => checker.getTypeOfSymbolAtLocation(symbol, index);
  const membersOf = (type: ts.Type): readonly ts.Type[] => (type.isUnion() ? type.types : [type]);
  const nameOf = (type: ts.Type): string =>
    type.aliasSymbol?.name ?? (type.symbol as ts.Symbol | undefined)?.name ?? checker.typeToString(type);

  /** Interfaces and type literals of ours; no arrays, functions, class instances or dictionaries. */
  const isOptions = (type: ts.Type): boolean =>
    (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0 &&
    !checker.isArrayLikeType(type) &&
    type.getCallSignatures().length === 0 &&
    type.getStringIndexType() === undefined &&
    !type.isClass() &&
    ((type as { symbol?: ts.Symbol }).symbol?.flags ?? 0) !== ts.SymbolFlags.Class &&
    type.getProperties().length > 0 &&
    type.getProperties().some(isOurs) &&
    !notOptions.has(nameOf(type));

  const add = (place: Pick<OptionObject, 'path' | 'index' | 'isConstructor' | 'isOptional'>, given: ts.Type): void => {
    // A type parameter stands for what it extends.
    const type = given.flags & ts.TypeFlags.TypeParameter ? (checker.getBaseConstraintOfType(given) ?? given) : given;
    if (notOptions.has(`${place.path}[${place.index}]`)) return;
    for (const member of membersOf(type).filter(isOptions)) {
      const keys = member.getProperties().map(({ name }) => name);
      const takesArrays = membersOf(type).some((other) => checker.isArrayLikeType(other));
      const takesNull = membersOf(type).some(({ flags }) => (flags & ts.TypeFlags.Null) !== 0);
      found.push({ ...place, type: nameOf(member), keys, takesArrays, takesNull });
      for (const field of member.getProperties())
        add({ ...place, path: `${place.path}.${field.name}`, isOptional: true }, typeOf(field));
    }
  };

  const addSignatures = (path: string, signatures: readonly ts.Signature[], isConstructor: boolean): void => {
    for (const signature of signatures)
      for (const [position, parameter] of signature.getParameters().entries()) {
        const declaration = parameter.valueDeclaration;
        const isParameter = declaration !== undefined && ts.isParameter(declaration);
        const isOptional = isParameter && (declaration.initializer ?? declaration.questionToken) !== undefined;
        const type = typeOf(parameter);
        if (isParameter && declaration.dotDotDotToken !== undefined)
          for (const tuple of membersOf(type).filter((member) => checker.isTupleType(member)))
            for (const [i, element] of checker.getTypeArguments(tuple as ts.TypeReference).entries())
              add({ path, index: position + i, isConstructor, isOptional: true }, element);
        else add({ path, index: position, isConstructor, isOptional }, type);
      }
  };

  const addMethods = (path: string, methods: Iterable<ts.Symbol> | undefined): void => {
    for (const method of methods ?? []) {
      const [declaration] = method.declarations ?? [];
      const isPublic =
        declaration !== undefined &&
        (ts.getCombinedModifierFlags(declaration) & (ts.ModifierFlags.Protected | ts.ModifierFlags.Private)) === 0 &&
        !method.name.includes('#');
      // What subclasses outside call is public too.
      const isMethod = (method.flags & ts.SymbolFlags.Method) !== 0 && (isPublic || method.name === 'addWeight');
      if (isMethod) addSignatures(`${path}#${method.name}`, typeOf(method).getCallSignatures(), false);
    }
  };

  const visit = (path: string, exported: ts.Symbol): void => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    if (!isOurs(symbol) || seen.has(symbol)) return;
    seen.add(symbol);
    if (symbol.flags & ts.SymbolFlags.Module)
      for (const member of checker.getExportsOfModule(symbol)) visit(`${path}.${member.name}`, member);
    else if (symbol.flags & ts.SymbolFlags.Value) {
      const type = typeOf(symbol);
      addSignatures(path, type.getConstructSignatures(), true);
      addSignatures(path, type.getCallSignatures(), false);
      if (symbol.flags & ts.SymbolFlags.Class) addMethods(path, symbol.members?.values());
    } else if (symbol.flags & ts.SymbolFlags.Interface) addMethods(path, symbol.members?.values());
  };

  const module = checker.getSymbolAtLocation(index);
  for (const exported of module ? checker.getExportsOfModule(module) : []) visit(exported.name, exported);
  return found;
}

function createProgram(): ts.Program {
  const path = resolve(root, 'tsconfig.check.json');
  const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile(path, ts.sys.readFile).config, ts.sys, root);
  return ts.createProgram([resolve(root, 'packages/argali/src/index.ts')], { ...options, noEmit: true });
}
