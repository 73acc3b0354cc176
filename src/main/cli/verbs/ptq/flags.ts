import type { CalibrationMethod } from '../../../calib/methods.ts'
import type { DetectorFlags } from '../../detector-flags.ts'
import type { RecipeFlags } from '../../recipe-flags.ts'
import type { ReconstructFlags } from '../../reconstruct-flags.ts'

/** What the flags of `ptq` give. */
export interface PtqFlags extends DetectorFlags, RecipeFlags, ReconstructFlags {
  calib?: string
  split?: string
  images?: number
  batch?: number
  method?: CalibrationMethod
  out: string
  fp16?: boolean
  saveTable?: string
  table?: string
  saveCache?: string
  trtVersion: string
  stopOnProblem?: boolean
  resume?: boolean
}
