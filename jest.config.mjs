/** One configuration for every package: sources are read through the `@argali/source` export condition, so no build is needed. */
export default {
  testMatch: ['<rootDir>/packages/*/src/**/*.test.ts', '<rootDir>/examples/**/*.test.ts'],
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@argali/source', 'node', 'require', 'default'] },
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, sourceMaps: 'inline' }],
    'tfjs-core/dist/.+\\.js$': ['@swc/jest', { jsc: { target: 'es2022' } }],
  },
  // One module of tfjs-core that its root does not export is ES module syntax: it has to be transformed.
  transformIgnorePatterns: ['/node_modules/(?!@tensorflow/tfjs-core/dist/)'],
  modulePathIgnorePatterns: ['<rootDir>/packages/.*/dist/', '<rootDir>/build/'],
};
