import type { SerializedObject } from '@argali/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { getLoss, serializeLoss, type LossLike } from '../losses/get.ts';
import type { Loss } from '../losses/loss.ts';
import { MeanOverSamples } from './mean-over-samples.ts';
import type { MetricConfig, MetricDirection } from './metric.ts';

export interface LossMetricConfig extends MetricConfig {
  loss: LossLike;
}

/** The mean of a loss over every sample: what a loss among a model's metrics becomes. */
export class LossMetric extends MeanOverSamples {
  static override readonly className: string = 'LossMetric';
  override readonly direction: MetricDirection = 'down';
  readonly loss: Loss;

  constructor({ loss, name, ...config }: LossMetricConfig) {
    const made = getLoss(loss);
    super({ ...config, name: name ?? made.name });
    this.loss = made;
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return this.loss.call(yTrue, yPred);
  }

  override getConfig(): MetricConfig & { loss: SerializedObject } {
    return { ...super.getConfig(), loss: serializeLoss(this.loss) };
  }
}
