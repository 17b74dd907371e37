import argali = require('argali');

async function main(): Promise<void> {
  await argali.setBackend('cpu');
  argali.setRandomSeed(1);
  const model = new argali.Sequential([new argali.Dense({ units: 1, inputShape: [1] })]);
  model.compile({ optimizer: new argali.SGD({ learningRate: 0.05 }), loss: new argali.MeanSquaredError() });
  const { history } = await model.fit([[0], [1], [2]], [[1], [3], [5]], { epochs: 20, batchSize: 3, verbose: 0 });
  const first: number | undefined = history['loss']?.[0];
  const last: number | undefined = history['loss']?.at(-1);
  if (first === undefined || last === undefined || !(last < first))
    throw new Error(`The loss went from ${first} to ${last}`);
  console.log(`require: loss ${first.toFixed(4)} → ${last.toFixed(4)}`);
}

void main();
