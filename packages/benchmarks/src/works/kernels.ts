import { kernelTasks } from '../contenders/kernel-tasks.ts';
import type { KernelWork } from './work.ts';

/** The backend's operations one by one. */
export const kernels: KernelWork[] = Object.keys(kernelTasks).map((kernel) => ({
  name: `kernels/${kernel}`,
  kind: 'kernel',
  kernel,
}));
