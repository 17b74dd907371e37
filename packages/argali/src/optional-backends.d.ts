// Optional peer dependencies: imported for their effect alone, by setBackend, where the app has installed them.
declare module '@tensorflow/tfjs-backend-webgl';
declare module '@tensorflow/tfjs-backend-webgpu';
