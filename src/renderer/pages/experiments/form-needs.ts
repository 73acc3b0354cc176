import type { FormState } from './form-state.ts'
import { fineTunes, quantizes } from './variant-list.ts'

/** Which parts of the form a kind has. */
export function needsOf({ kind, variants, engine }: FormState) {
  const ofRun = kind === 'run'
  const isAnalysis = kind === 'sensitivity' || kind === 'search'
  const seeded = kind === 'trtexec' && engine.seed
  return {
    model: !['demo', 'bench', 'trtexec'].includes(kind),
    models: kind === 'bench' || kind === 'trtexec',
    parent: kind === 'qat',
    data: ['run', 'eval', 'qat', 'sensitivity', 'search'].includes(kind),
    calib: kind === 'ptq' || isAnalysis || seeded || (ofRun && quantizes(variants)),
    /** Calibration images are those of the evaluation data unless others are named. */
    calibDefault: ofRun || isAnalysis,
    train: kind === 'qat' || (ofRun && fineTunes(variants)),
    recipe: kind === 'ptq' || isAnalysis || (ofRun && quantizes(variants)),
    training: kind === 'qat' || (ofRun && fineTunes(variants)),
    out: ['ptq', 'fp16', 'qat'].includes(kind),
    images: ['run', 'demo', 'eval', 'qat', 'sensitivity', 'search'].includes(kind),
    batch: ['run', 'eval', 'bench', 'trtexec', 'sensitivity', 'search'].includes(kind),
    repeats: ['run', 'bench', 'trtexec'].includes(kind),
    /** Made from a float model: one with Q/DQ is refused. */
    float: ['run', 'ptq', 'fp16', 'qat', 'sensitivity', 'search'].includes(kind),
  }
}

export type Needs = ReturnType<typeof needsOf>
