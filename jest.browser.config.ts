import type { Config } from 'jest';
import usual from './jest.config';

/** Tests that need a browser: `npm run test:browser`. The usual run has none of them. */
const config: Config = {
  ...usual,
  maxWorkers: 1,
  testMatch: ['**/*.browser.ts'],
  testSequencer: '@jest/test-sequencer',
};

export default config;
