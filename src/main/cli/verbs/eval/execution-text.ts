import type { Execution } from '../../../stages/execution.ts'

/** What an evaluation was computed with, in words. */
export function executionText({ provider, numerics, engine }: Execution): string {
  if (engine !== null) {
    return `${provider} (engine of TensorRT ${engine.tensorrt}, ${engine.precision}, run ${engine.run})`
  }
  return numerics === 'simulate' ? `${provider} (Q/DQ simulated)` : provider
}
