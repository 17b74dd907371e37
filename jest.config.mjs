/** One configuration for every package: sources are read through the `@argali/source` export condition, so no build is needed. */
export default {
  testMatch: [
    '<rootDir>/packages/*/src/**/*.test.ts',
    '<rootDir>/examples/**/*.test.ts',
    '<rootDir>/tools/**/*.test.ts',
  ],
  // Every core: by default one is kept free, which is half of a small machine.
  maxWorkers: '100%',
  setupFiles: ['<rootDir>/tools/jest-setup.ts'],
  testEnvironment: 'node',
  // A busy machine is no reason to fail.
  testTimeout: 60_000,
  testEnvironmentOptions: { customExportConditions: ['@argali/source', 'node', 'require', 'default'] },
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, sourceMaps: 'inline' }],
    '/src/generated/.+\\.js$': ['@swc/jest', { jsc: { target: 'es2022' } }],
  },
  // The conformance tests run in several processes; what they count is printed as one table at the end.
  globalSetup: '<rootDir>/packages/conformance/src/start-tally.ts',
  globalTeardown: '<rootDir>/packages/conformance/src/print-tally.ts',
  modulePathIgnorePatterns: ['<rootDir>/packages/.*/dist/', '<rootDir>/build/'],
};
