import { Add, Dense, Input, InputLayer } from '@argali/layers';
import { Model } from '../model.ts';
import { Sequential } from '../sequential.ts';
import { beginEachTest } from '../testing/problems.ts';
import { modelToDot } from './model-to-dot.ts';

beginEachTest();

function residual(): Model {
  const inputs = Input({ shape: [4], name: 'x' });
  const inner = new Sequential([new Dense({ units: 4, activation: 'relu', inputShape: [4], name: 'hidden' })], {
    name: 'inner',
  });
  const added = new Add({ name: 'sum' }).apply([inputs, inner.apply(inputs)]);
  return new Model({ inputs, outputs: added, name: 'residual' });
}

it('draws boxes and arrows', () => {
  const model = residual();
  expect(modelToDot(model).split('\n')).toEqual([
    'digraph G {',
    '  rankdir=TB;',
    '  dpi=200;',
    '  splines="ortho";',
    '  node [shape=box];',
    '  "x" [label="x (InputLayer)"];',
    '  "inner" [label="inner (Sequential)"];',
    '  "sum" [label="sum (Add)"];',
    '  "x" -> "inner";',
    '  "x" -> "sum";',
    '  "inner" -> "sum";',
    '}',
    '',
  ]);
  model.dispose();
});

it('writes what is asked for', () => {
  const layer = new Dense({ units: 2, activation: 'tanh', inputShape: [3], name: 'a "b"' });
  const model = new Sequential([layer], { name: 'net' });
  const options = { showShapes: true, showDtype: true, showLayerActivations: true, showTrainable: true } as const;
  const text = modelToDot(model, { ...options, rankdir: 'LR', dpi: 96, splines: 'curved' });
  expect(text).toContain('rankdir=LR;\n  dpi=96;\n  splines="curved";');
  expect(text).toContain(
    String.raw`"a \"b\"" [label="a \"b\" (Dense)\nactivation: tanh\nshape: (None, 2)\ndtype: float32\ntrainable: true"];`,
  );
  expect(modelToDot(model, { showLayerNames: false })).toContain('[label="Dense"]');
  expect(modelToDot(model, { subgraph: true })).toMatch(/^subgraph "cluster_net" {\n {2}label="net";\n {2}"/);
  model.dispose();
});

it('draws a model inside the model with its layers', () => {
  const model = residual();
  const text = modelToDot(model, { expandNested: true });
  expect(text).toMatch(/subgraph "cluster_inner" {\n {4}label="inner";/);
  const entry = /"x" -> "(inner\/[^"]+)";/.exec(text)?.[1] ?? '';
  expect(text).toContain(`"${entry}" -> "inner/hidden";`);
  expect(text).toContain('"inner/hidden" -> "sum";');
  expect(text).not.toContain('"inner" ->');
  model.dispose();
});

it('refuses a model that is not built, and another direction', () => {
  const model = new Sequential([new Dense({ units: 1 })], { name: 'net' });
  expect(() => modelToDot(model)).toThrow('modelToDot: expected a model that is built. Received: "net", which is not');
  const built = new Sequential([new InputLayer({ shape: [1] }), new Dense({ units: 1 })]);
  expect(() => modelToDot(built, { rankdir: 'BT' as never })).toThrow(/`rankdir` to be one of 'TB', 'LR'/);
  built.dispose();
});
