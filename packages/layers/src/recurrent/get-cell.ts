import { invalidArgument, type ArgumentOf } from '@argali/core';
import type { Layer } from '../engine/layer.ts';
import { getInnerLayer, type LayerLike } from './inner-layer.ts';
import { flatSizes, type RNNCell, type StateSize } from './rnn-cell.ts';

/** A cell as an instance or a configuration. */
export type RNNCellLike = LayerLike;

/** The cell that `value` is or describes. */
export function getCell(value: unknown, of: ArgumentOf): RNNCell {
  const cell = getInnerLayer(value, of);
  if (!isCell(cell)) throw invalidArgument(of, 'a recurrent cell: a layer with a `stateSize`', cell);
  return cell;
}

function isCell(layer: Layer): layer is RNNCell {
  const sizes = 'stateSize' in layer ? flatSizes(layer.stateSize as StateSize) : [];
  return sizes.length > 0 && sizes.every((size) => Number.isInteger(size) && size > 0);
}
