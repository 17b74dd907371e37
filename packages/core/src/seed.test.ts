import { ArgumentError } from './errors.ts';
import { uniform } from './random.ts';
import { nextSeed, observeDraws, SeedGenerator, setRandomSeed } from './seed.ts';

const draw = (): number[] => Array.from({ length: 4 }, nextSeed);

it('one seed gives one sequence, another seed another', () => {
  setRandomSeed(42);
  const first = draw();
  const further = draw();
  setRandomSeed(42);
  expect(draw()).toEqual(first);
  expect(draw()).toEqual(further);
  setRandomSeed(43);
  expect(draw()).not.toEqual(first);
});

it('neighbouring seeds and counts share no seed', () => {
  const seeds = [0, 1, 2, 3].flatMap((seed) => {
    setRandomSeed(seed);
    return Array.from({ length: 250 }, nextSeed);
  });
  expect(new Set(seeds).size).toBe(1000);
  expect(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)).toBe(true);
});

it('a generator without a seed follows the global one', () => {
  setRandomSeed(7);
  const first = new SeedGenerator();
  setRandomSeed(7);
  expect(new SeedGenerator(null).seed).toBe(first.seed);
  expect(new SeedGenerator().seed).not.toBe(first.seed);
});

it('a generator counts its points and can go back', () => {
  const generator = new SeedGenerator(5);
  expect([generator.next(), generator.next()]).toEqual([
    { seed: 5, step: 0 },
    { seed: 5, step: 1 },
  ]);
  const after = uniform(8, generator.next());
  expect(generator.step).toBe(3);
  generator.step = 2;
  expect(uniform(8, generator.next())).toEqual(after);
});

it('has a name', () => {
  expect(new SeedGenerator(1).name).toBe('seed_generator');
  expect(new SeedGenerator(1, { name: 'mine' }).name).toBe('mine');
});

it('takes the largest seed', () => expect(new SeedGenerator(2 ** 32 - 1).next().seed).toBe(2 ** 32 - 1));

it.each([-1, 1.5, NaN, 2 ** 32, Infinity])('refuses %p', (seed) => {
  expect(() => setRandomSeed(seed)).toThrow(ArgumentError);
  expect(() => setRandomSeed(seed)).toThrow(
    `setRandomSeed: expected \`seed\` to be a whole number from 0 to 2³² - 1. Received: seed=${String(seed)}`,
  );
  expect(() => new SeedGenerator(seed)).toThrow(ArgumentError);
});

it('tells which points were drawn, and from where', () => {
  const [first, second] = [new SeedGenerator(1), new SeedGenerator(2)];
  first.next();
  const { value, draws } = observeDraws(() => {
    const inner = observeDraws(() => second.next());
    expect(inner.draws).toEqual([{ generator: second, point: { seed: 2, step: 0 } }]);
    return first.next();
  });
  expect(value).toEqual({ seed: 1, step: 1 });
  expect(draws).toEqual([{ generator: first, point: value }]);
  expect(() => observeDraws(() => { throw new RangeError('no'); })).toThrow('no'); // prettier-ignore
  first.next();
  expect(draws).toHaveLength(1);
});

it('takes back what was drawn before an error', () => {
  const [first, second] = [new SeedGenerator(1), new SeedGenerator(2)];
  first.next();
  const draw = (): void => {
    for (const generator of [first, second, first, first]) generator.next();
    throw new RangeError('no');
  };
  expect(() => observeDraws(draw)).toThrow('no');
  expect([first.step, second.step]).toEqual([1, 0]);
});
