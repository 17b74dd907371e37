import { setPrinter } from './print.ts';
import { ProgressBar } from './progress-bar.ts';
import { beginEachTest, xorModel, xorX, xorY } from '../testing/problems.ts';

beginEachTest();

describe('progress', () => {
  it('is one line an epoch where there is no terminal', async () => {
    let printed = '';
    setPrinter((text) => (printed += text));
    const model = xorModel();
    await model.fit(xorX, xorY, { epochs: 2, batchSize: 1 });
    await model.fit(xorX, xorY, { epochs: 2, verbose: 2, validationData: [xorX, xorY] });
    await model.evaluate(xorX, xorY);
    setPrinter(null);
    const [one, barred, two, , , plain, , , evaluated] = printed.split('\n');
    expect(one).toBe('Epoch 1/2');
    expect(two).toBe('Epoch 2/2');
    expect(barred).toMatch(/^4\/4 ━{20} 0s \d+(ms|us)\/step - accuracy: [\d.]+ - loss: [\d.]+$/);
    expect(plain).toMatch(
      /^1\/1 - 0s - \d+(ms|us)\/step - accuracy: [\d.]+ - loss: [\d.]+ - val_accuracy: [\d.]+ - val_loss: [\d.]+$/,
    );
    expect(evaluated).toMatch(/^1\/1 ━{20} 0s/);
    model.dispose();
  });

  it('has a width, and a unit that is counted', () => {
    let printed = '';
    setPrinter((text) => (printed += text));
    new ProgressBar({ target: 8, verbose: 1, width: 8, unitName: 'file' }).draw(2, { size: 3 }, false);
    new ProgressBar({ target: 8, verbose: 2, unitName: 'file' }).draw(8, {}, true);
    setPrinter(null);
    expect(printed).toMatch(/^2\/8 ━{8} 0s \d+(ms|us)\/file - size: 3.00008\/8 - 0s - \d+(ms|us)\/file\n$/);
    expect(() => new ProgressBar({ target: 8, verbose: 1, width: 0 })).toThrow(/ProgressBar: expected `width`/);
    expect(() => new ProgressBar({ target: 8, verbose: 1, interval: -1 })).toThrow(/ProgressBar: expected `interval`/);
  });
});
