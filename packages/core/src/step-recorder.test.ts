import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { setStepRecorder, stepRecorder, type StepRecorder } from './step-recorder.ts';

it('serves the backend that it was set for, unless tfjs profiles', async () => {
  await tf.setBackend('cpu');
  const recorder: StepRecorder = (inputs, f) => ({ outputs: f([...inputs]), recording: 'never' });
  expect(stepRecorder()).toBeNull();
  setStepRecorder('cpu', recorder);
  expect(stepRecorder()).toBe(recorder);
  tf.engine().state.profiling = true;
  expect(stepRecorder()).toBeNull();
  tf.engine().state.profiling = false;
  setStepRecorder('cpu', null);
  expect(stepRecorder()).toBeNull();
});
