import * as tf from '@tensorflow/tfjs-core';
import { setBackend, type BackendName } from './set-backend.ts';

describe('setBackend', () => {
  it('starts the cpu backend, and without its advertisement', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    await setBackend('cpu');
    expect(tf.getBackend()).toBe('cpu');
    expect(tf.add(1, 2).dataSync()[0]).toBe(3);
    expect(warn).not.toHaveBeenCalled();
    expect(tf.env().getBool('IS_NODE')).toBe(true);
    warn.mockRestore();
  });

  it('starts WebAssembly by default, with the training kernels', async () => {
    await setBackend();
    expect(tf.getBackend()).toBe('wasm');
    expect(tf.getKernel('Conv2DBackpropFilter', 'wasm')).toBeDefined();
    expect(tf.getKernel('AdamUpdate', 'wasm')).toBeDefined();
  });

  it('changes between backends', async () => {
    await setBackend('wasm');
    await setBackend('cpu');
    expect(tf.getBackend()).toBe('cpu');
    await setBackend('wasm');
    expect(tf.getBackend()).toBe('wasm');
  });

  it('names the nearest backend for an unknown name', async () => {
    await expect(setBackend('wasn' as BackendName)).rejects.toThrow(
      `setBackend: expected \`name\` to be one of 'wasm', 'cpu', 'webgl', 'webgpu'. Did you mean 'wasm'? Received: name='wasn'`,
    );
    await expect(setBackend('toString' as BackendName)).rejects.toThrow(`Received: name='toString'`);
    await expect(setBackend(null as unknown as BackendName)).rejects.toThrow('Received: name=null');
  });

  it('names the package to install, and leaves the current backend as it is', async () => {
    await setBackend('cpu');
    await expect(setBackend('webgl')).rejects.toThrow(
      `setBackend: the backend 'webgl' needs the package @tensorflow/tfjs-backend-webgl. Install it: npm install @tensorflow/tfjs-backend-webgl`,
    );
    expect(tf.getBackend()).toBe('cpu');
  });

  it('says so when a backend does not start, and goes back to the one before', async () => {
    await setBackend('cpu');
    tf.removeBackend('wasm');
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    tf.registerBackend('wasm', () => Promise.reject(new Error('no memory')));
    await expect(setBackend('wasm')).rejects.toThrow(`setBackend: the backend 'wasm' does not start here.`);
    expect(tf.getBackend()).toBe('cpu');
    expect(tf.add(1, 2).dataSync()[0]).toBe(3);
    warn.mockRestore();
  });
});
