import { availableParallelism, cpus, release, totalmem } from 'node:os'
import { VERSION } from '../base/version.ts'
import { RUNTIME_VERSION } from '../session/session.ts'
import type { RunEnvironment } from './run-record.ts'

/** What a run ran on, as far as this process can tell: versions, machine, and the folder that relative paths start at. */
export function describeEnvironment(provider: string | null): RunEnvironment {
  const [processor] = cpus()
  return {
    quantbench: VERSION,
    node: process.versions.node,
    onnxruntime: RUNTIME_VERSION,
    provider,
    platform: `${process.platform} ${release()} ${process.arch}`,
    processor: processor?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryMB: Math.round(totalmem() / 1e6),
    cwd: process.cwd(),
  }
}
