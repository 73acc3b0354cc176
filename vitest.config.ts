import { defineConfig } from 'vitest/config'
import SkipReporter from './tests/support/skip-reporter.ts'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    reporters: [new SkipReporter(), 'default'],
    globalSetup: ['tests/support/announce.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Correctness tests only: a slow machine must never fail one.
    testTimeout: 0,
    hookTimeout: 0,
    env: { QUANTBENCH_LOG: 'silent' },
  },
})
