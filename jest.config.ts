import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  // Jest leaves one core alone, which is half of a small machine.
  maxWorkers: '100%',
  // Limits only bound failure: a loaded machine may take its time.
  testTimeout: 60_000,
  testSequencer: '<rootDir>/test/slow-first.cjs',
  testMatch: ['**/*.test.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
};

export default config;
