import { cnn } from './cnn.ts';
import { embeddingLstm } from './embedding-lstm.ts';
import { products } from './gemm.ts';
import { importToFirstStep } from './import-to-first-step.ts';
import { kernels } from './kernels.ts';
import { lstm } from './lstm.ts';
import { mlp10 } from './mlp-784-10-10.ts';
import { mlp128 } from './mlp-784-128-10.ts';
import { predictOne } from './predict-one.ts';
import { transformer } from './transformer.ts';
import type { Work } from './work.ts';
import { xor } from './xor.ts';

export const works: readonly Work[] = [
  cnn,
  mlp128,
  mlp10,
  xor,
  lstm,
  embeddingLstm,
  transformer,
  predictOne,
  importToFirstStep,
  ...products,
  ...kernels,
];
