import { Dense, Sequential, setBackend, setRandomSeed } from 'argali';

await setBackend('wasm');
setRandomSeed(1);

const model = new Sequential([
  new Dense({ units: 8, activation: 'tanh', inputShape: [2] }),
  new Dense({ units: 1, activation: 'sigmoid' }),
]);
model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: ['accuracy'] });

const x = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const { history } = await model.fit(x, [[0], [1], [1], [0]], { epochs: 20, batchSize: 4, verbose: 0 });
const first: number | undefined = history['loss']?.[0];
const last: number | undefined = history['loss']?.at(-1);
if (first === undefined || last === undefined || !(last < first))
  throw new Error(`The loss went from ${first} to ${last}`);
console.log(`import: loss ${first.toFixed(4)} → ${last.toFixed(4)}`);
