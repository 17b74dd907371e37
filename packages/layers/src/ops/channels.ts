import type { Shape } from '@argali/core';
import { transpose, type Tensor } from '@tensorflow/tfjs-core';
import type { DataFormat } from '../engine/arguments.ts';

/** `[batch, channels, …]` → `[batch, …, channels]`. */
export function toChannelsLast(x: Tensor): Tensor {
  return transpose(x, [0, ...spatialAxes(x.rank, 'channelsFirst'), 1]);
}

/** `[batch, …, channels]` → `[batch, channels, …]`. */
export function toChannelsFirst(x: Tensor): Tensor {
  return transpose(x, [0, x.rank - 1, ...spatialAxes(x.rank, 'channelsLast')]);
}

/** Runs `f`, which takes and returns channels-last tensors, on a tensor of the given format. */
export function inChannelsLast(x: Tensor, dataFormat: DataFormat, f: (x: Tensor) => Tensor): Tensor {
  return dataFormat === 'channelsLast' ? f(x) : toChannelsFirst(f(toChannelsLast(x)));
}

export function channelAxis(rank: number, dataFormat: DataFormat): number {
  return dataFormat === 'channelsLast' ? rank - 1 : 1;
}

/** The axes that are neither batch nor channels. */
export function spatialAxes(rank: number, dataFormat: DataFormat): number[] {
  const first = dataFormat === 'channelsLast' ? 1 : 2;
  return Array.from({ length: rank - 2 }, (_, i) => first + i);
}

/** A shape taken apart; {@link joinShape} puts it together again. */
export function splitShape(
  shape: Shape,
  dataFormat: DataFormat,
): { batch: number | null; spatial: Shape; channels: number | null } {
  return {
    batch: shape[0] ?? null,
    spatial: dataFormat === 'channelsLast' ? shape.slice(1, -1) : shape.slice(2),
    channels: shape[channelAxis(shape.length, dataFormat)] ?? null,
  };
}

export function joinShape(
  { batch, spatial, channels }: { batch: number | null; spatial: Shape; channels: number | null },
  dataFormat: DataFormat,
): Shape {
  return dataFormat === 'channelsLast' ? [batch, ...spatial, channels] : [batch, channels, ...spatial];
}
