import { passFor, stepsOf } from './data.ts';

describe('passFor', () => {
  const work = { batch: 64, samples: 640 };

  it('takes part of the samples for few steps', () => {
    const pass = passFor(3, work);
    expect(pass).toEqual({ epochs: 1, samples: 192 });
    expect(stepsOf(pass, 64)).toBe(3);
  });

  it('takes whole epochs for many', () => {
    const pass = passFor(27, work);
    expect(pass).toEqual({ epochs: 3, samples: 640 });
    expect(stepsOf(pass, 64)).toBe(30);
  });
});
