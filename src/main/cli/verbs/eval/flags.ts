import type { DetectorFlags } from '../../detector-flags.ts'
import type { NmsFlags } from '../../nms-flags.ts'
import type { EngineFlags } from './engine.ts'

/** What the flags of `eval` give. */
export interface EvalFlags extends DetectorFlags, NmsFlags, EngineFlags {
  data?: string
  split?: string
  annotations?: string
  images?: string
  limit?: number
  batch: number
  rect?: boolean
  stopOnProblem?: boolean
  out?: string
  parent?: string
  resume?: boolean
}
