import * as tf from '@tensorflow/tfjs-core';
import { readFileSync } from 'node:fs';
import { fromKerasConfig } from '@argali/core';
import { startBackend } from './testing/backends.ts';
import { projectionBetween } from './ops/projection.ts';
import { projectedPoints, sampleImages } from './ops/sample-images.ts';
import { getLayerClass } from './get.ts';
import { RandomHue } from './preprocessing/image/random-hue.ts';
import { RandomShear } from './preprocessing/image/random-shear.ts';
it('compare', async () => {
  await startBackend('cpu');
  const bad: string[] = [];
  for (const c of JSON.parse(readFileSync('/tmp/kv/gen.json', 'utf8')) as any[]) {
    const x = tf.tensor(c.x, c.shape);
    const per = c.y.length / c.yshape[0];
    const err = (y: number[], from = 0, to = c.y.length) => { let m = 0; for (let i = from; i < to; i++) m = Math.max(m, Math.abs(y[i]! - c.y[i])); return m; };
    if (c.name === 'HUE' || c.name === 'SHEAR') {
      const best = [9e9, 9e9];
      for (let s = 0; s < 12; s++) {
        const l = c.name === 'HUE' ? new RandomHue({ factor: [0.4, 0.4], seed: s }) : new RandomShear({ xFactor: [0.3, 0.3], yFactor: [0.2, 0.2], seed: s });
        const y = Array.from((l.apply(x, { training: true }) as tf.Tensor).dataSync());
        for (const b of [0, 1]) best[b] = Math.min(best[b]!, err(y, b * per, (b + 1) * per));
      }
      bad.push(`${c.name} ${best}`);
      continue;
    }
    if (c.name === 'PERSP') {
      const corners = [[0,0],[6,0],[0,5],[6,5]] as any;
      const pr = c.cfg.ep.map((e: any) => projectionBetween(e, corners));
      const y = sampleImages(x, projectedPoints(pr, 6, 7), { interpolation: 'bilinear', fillMode: 'constant', fillValue: 2 });
      bad.push('PERSP ' + err(Array.from(y.dataSync())));
      continue;
    }
    const cls = getLayerClass(c.name) as any;
    const y = cls.fromConfig(fromKerasConfig(c.cfg)).apply(x, { training: true }) as tf.Tensor;
    if (String(y.shape) !== String(c.yshape)) bad.push(`${c.name} ${JSON.stringify(c.cfg)} shape ${y.shape} ${c.yshape}`);
    else { const e = err(Array.from(y.dataSync())); if (!(e < 2e-3)) bad.push(`${c.name} ${JSON.stringify(c.cfg)} ${e}`); }
  }
  throw new Error(bad.join('\n'));
});
