import { Adam, Dense, Sequential, setBackend, setRandomSeed, type BackendName } from 'argali';

// The whole stack in ten lines: a line through four points, and XOR.
describe.each<BackendName>(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(() => setBackend(backend));
  beforeEach(() => setRandomSeed(1));

  it('learns y = 2x + 1', async () => {
    const model = new Sequential([new Dense({ units: 1, inputShape: [1] })]);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    await model.fit([[0], [1], [2], [3]], [[1], [3], [5], [7]], { epochs: 300, verbose: 0 });
    const prediction = await model.predict([[10]], { verbose: 0 });
    expect((await prediction.data())[0]).toBeCloseTo(21, 0);
  });

  it('learns XOR', async () => {
    const model = new Sequential([
      new Dense({ units: 8, activation: 'tanh', inputShape: [2] }),
      new Dense({ units: 1, activation: 'sigmoid' }),
    ]);
    model.compile({ optimizer: new Adam({ learningRate: 0.05 }), loss: 'binaryCrossentropy', metrics: ['accuracy'] });
    const [x, y] = [[[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]]]; // prettier-ignore
    await model.fit(x, y, { epochs: 200, verbose: 0 });
    const { accuracy } = await model.evaluate(x, y, { verbose: 0 });
    expect(accuracy).toBe(1);
  });
});
