import { availableParallelism } from 'node:os';
import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  // One more than there are cores: a good part of the time goes by with waiting for peers that keep silent.
  maxWorkers: availableParallelism() + 1,
  // It only bounds failure: some tests take a minute on two idle cores, and a loaded machine may take its time.
  testTimeout: 300_000,
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
