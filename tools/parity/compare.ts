import { camelCaseKey } from '@argali/core';
import type { Exported } from './exports.ts';

/** One public name of Keras; arguments as Python writes them, `units` or `use_bias=True`. */
export interface KerasName {
  name: string;
  arguments?: string[];
  aliases?: string[];
}

export interface KerasGroup {
  title: string;
  namespace: string;
  /** Whether the names are members of the class that the namespace ends with. */
  members?: boolean;
  names: KerasName[];
}

export interface KerasNames {
  description: string;
  sections: { title: string; groups: KerasGroup[] }[];
}

/** What the comparison cannot know by itself. Keys are full Keras names, such as `keras.layers.TFSMLayer`. */
export interface Notes {
  /** Where a name lives with us, if not under its own spelling. */
  renamed: Record<string, string>;
  /** Whole groups, by namespace, that are not planned, and why. */
  groups: Record<string, string>;
  /** Names that are not planned, and why. */
  names: Record<string, string>;
  /** Arguments that are not planned for any name, in our spelling, and why. */
  arguments: Record<string, string>;
  /** Arguments that single names do without: what to write in place of them. */
  argumentsOf: Record<string, Record<string, string>>;
  /** What no row has a place for. */
  remarks: readonly string[];
}

export type Status = 'yes' | 'partly' | 'not yet' | 'not planned';

export interface Row {
  keras: string;
  /** Where it is with us, or null. */
  ours: string | null;
  status: Status;
  note: string;
}

/** Compares the names of a Keras group with what we export. */
export function compareGroup(group: KerasGroup, exported: ReadonlyMap<string, Exported>, notes: Notes): Row[] {
  return group.names.map((keras) => compareName(keras, group, { exported, notes }));
}

interface Known {
  exported: ReadonlyMap<string, Exported>;
  notes: Notes;
}

function compareName(keras: KerasName, group: KerasGroup, { exported, notes }: Known): Row {
  const full = `${group.namespace}.${keras.name}`;
  const refusal = notes.names[full];
  if (refusal !== undefined) return { keras: keras.name, ours: null, status: 'not planned', note: refusal };
  const path = pathOf(full, group, { exported, notes });
  const found = group.members ? findMember(path, exported) : exported.get(path);
  if (found === undefined) return { keras: keras.name, ours: null, status: 'not yet', note: '' };

  const instead = notes.argumentsOf[full] ?? {};
  // What a function has to be given is positional, and free to be called otherwise with us.
  const isFunction = /^[a-z]/.test(keras.name);
  const missing = (keras.arguments ?? [])
    .filter((argument) => !isFunction || argument.includes('='))
    .map((argument) => camelCaseKey(argument.replace(/=.*$/, '')))
    .filter((name) => !found.arguments.has(name) && !(name in notes.arguments) && !(name in instead));
  const aliases = (keras.aliases ?? []).filter((alias) =>
    exported.has(pathOf(`${group.namespace}.${alias}`, group, { exported, notes })),
  );
  const remarks = [
    ...aliases.map((alias) => `also ${code(alias)}`),
    ...(missing.length > 0 ? [`not yet: ${missing.map(code).join(', ')}`] : []),
    ...Object.entries(instead).map(([name, remark]) => `${code(name)}: ${remark}`),
  ];
  return { keras: keras.name, ours: path, status: missing.length > 0 ? 'partly' : 'yes', note: remarks.join('; ') };
}

/** Where the name should be with us: in the namespace of the same name if we have one, else at the top. */
function pathOf(full: string, group: KerasGroup, { exported, notes }: Known): string {
  const renamed = notes.renamed[full];
  if (renamed !== undefined) return renamed;
  const name = camelCaseKey(full.slice(full.lastIndexOf('.') + 1));
  const home = notes.renamed[group.namespace] ?? group.namespace.slice(group.namespace.lastIndexOf('.') + 1);
  const isHome = group.members === true || [...exported.keys()].some((path) => path.startsWith(`${home}.`));
  return isHome ? `${home}.${name}` : name;
}

function findMember(path: string, exported: ReadonlyMap<string, Exported>): Exported | undefined {
  const [owner = '', name = ''] = path.split('.');
  return exported.get(owner)?.members.get(name);
}

function code(name: string): string {
  return `\`${name}\``;
}
