import { compareGroup, type KerasGroup, type Notes } from './compare.ts';
import type { Exported } from './exports.ts';

const none: Notes = { renamed: {}, groups: {}, names: {}, arguments: {}, argumentsOf: {}, remarks: [] };

function taking(...names: string[]): Exported {
  return { arguments: new Set(names), members: new Map() };
}

function compare(name: KerasGroup['names'][number], { exported, notes = none }: { exported: object; notes?: Notes }) {
  const group = { title: 'Layers', namespace: 'keras.layers', names: [name] };
  return compareGroup(group, new Map(Object.entries(exported) as [string, Exported][]), notes)[0];
}

describe('compareGroup', () => {
  const dense = { name: 'Dense', arguments: ['units', 'use_bias=True'] };

  it('is content with a name that takes all the arguments', () => {
    const row = compare(dense, { exported: { Dense: taking('units', 'useBias', 'more') } });
    expect(row).toEqual({ keras: 'Dense', ours: 'Dense', status: 'yes', note: '' });
  });

  it('names the arguments that are missing', () => {
    const row = compare(dense, { exported: { Dense: taking('units') } });
    expect(row).toMatchObject({ status: 'partly', note: 'not yet: `useBias`' });
  });

  it('does not miss arguments that the notes refuse', () => {
    const notes = { ...none, arguments: { useBias: 'a reason' } };
    expect(compare(dense, { exported: { Dense: taking('units') }, notes })).toMatchObject({ status: 'yes' });
  });

  it('lets functions call what they have to be given as they like', () => {
    const row = compare(
      { name: 'to_categorical', arguments: ['x', 'n=None'] },
      { exported: { toCategorical: taking('labels', 'n') } },
    );
    expect(row).toMatchObject({ ours: 'toCategorical', status: 'yes' });
  });

  it('tells what is absent from what is refused', () => {
    const notes = { ...none, names: { 'keras.layers.TFSMLayer': 'a reason' } };
    expect(compare({ name: 'TFSMLayer' }, { exported: {}, notes })).toMatchObject({
      status: 'not planned',
      note: 'a reason',
    });
    expect(compare(dense, { exported: {} })).toEqual({ keras: 'Dense', ours: null, status: 'not yet', note: '' });
  });

  it('looks in the namespace of the same name, not at the top, where there is one', () => {
    const exported = { MeanSquaredError: taking(), 'layers.Other': taking() };
    expect(compare({ name: 'MeanSquaredError' }, { exported })).toMatchObject({ status: 'not yet' });
  });
});
