import type { backend_util } from '@tensorflow/tfjs-core';

type Conv2DInfo = backend_util.Conv2DInfo;
type Conv3DInfo = backend_util.Conv3DInfo;

/** The depth axis of a 2D convolution. */
const FLAT = {
  inDepth: 1,
  outDepth: 1,
  filterDepth: 1,
  effectiveFilterDepth: 1,
  strideDepth: 1,
  dilationDepth: 1,
  padInfo: { front: 0, back: 0 },
};

/** The fields of `ConvShape` (src/assembly/conv-shape.ts) in its order. */
export function convShape(info: Conv2DInfo | Conv3DInfo, groups = 1): number[] {
  const depth = 'inDepth' in info ? info : FLAT;
  // tfjs gives negative padding where a stride over three axes skips the last voxels; that means none.
  const [front, back] = [Math.max(depth.padInfo.front, 0), Math.max(depth.padInfo.back, 0)];
  const [top, bottom] = [Math.max(info.padInfo.top, 0), Math.max(info.padInfo.bottom, 0)];
  const [left, right] = [Math.max(info.padInfo.left, 0), Math.max(info.padInfo.right, 0)];
  return [
    ...[info.batchSize, depth.inDepth, info.inHeight, info.inWidth, info.inChannels],
    ...[depth.outDepth, info.outHeight, info.outWidth, info.outChannels],
    ...[depth.filterDepth, info.filterHeight, info.filterWidth],
    ...[depth.strideDepth, info.strideHeight, info.strideWidth],
    ...[depth.dilationDepth, info.dilationHeight, info.dilationWidth],
    ...[front, top, left],
    Math.max(depth.inDepth + front + back, reach(depth.outDepth, depth.strideDepth, depth.effectiveFilterDepth)),
    Math.max(info.inHeight + top + bottom, reach(info.outHeight, info.strideHeight, info.effectiveFilterHeight)),
    Math.max(info.inWidth + left + right, reach(info.outWidth, info.strideWidth, info.effectiveFilterWidth)),
    groups,
  ];
}

/** How far the last window of an axis reaches. */
function reach(outputs: number, stride: number, window: number): number {
  return (outputs - 1) * stride + window;
}
