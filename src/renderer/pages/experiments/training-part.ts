import type { z } from 'zod'
import type { trainingSchema } from '../../../shared/contract/experiment.ts'
import type { TrainingState } from './form-state.ts'
import { given } from './given.ts'

type Training = z.infer<typeof trainingSchema>

/** The fine-tuning that its part of the form describes. */
export function trainingOf(state: TrainingState): Training {
  const { preset, lsq, iters, epochs, batch, lr, patience } = state
  return {
    ...{ preset, lsq },
    iters: given(iters),
    epochs: given(epochs),
    batch: given(batch),
    lr: given(lr),
    patience: given(patience),
  }
}

/** The part of the form that a fine-tuning fills in. */
export function trainingState(training: Training): TrainingState {
  const { preset, lsq, iters = null, epochs = null, batch = null, lr = null, patience = null } = training
  return { preset, lsq, iters, epochs, batch, lr, patience }
}
