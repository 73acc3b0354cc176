import type { z } from 'zod'
import type { searchSchema } from '../../../shared/contract/experiment.ts'
import type { SearchState } from './form-state.ts'
import { given } from './given.ts'

/** The search for float layers that its part of the form describes. */
export function searchOf(state: SearchState): z.input<typeof searchSchema> {
  const { target, drop, agreement, budget, cost, by, choose, stopEarly, maxPoints, minutes } = state
  const targets = {
    drop: { kind: 'drop', most: drop },
    agreement: { kind: 'agreement', least: agreement },
    budget: { kind: 'budget', most: budget },
  } as const
  return {
    ...{ target: targets[target], cost, by, choose, stopEarly },
    ...{ maxPoints: given(maxPoints), minutes: given(minutes) },
  }
}

/** The part of the form that a search fills in; targets that it does not have stay as in `unset`. */
export function searchState(search: z.infer<typeof searchSchema>, unset: SearchState): SearchState {
  const { target, cost, by, choose, stopEarly, maxPoints = null, minutes = null } = search
  const figure = target.kind === 'agreement' ? target.least : target.most
  return {
    ...unset,
    ...{ cost, by, choose, stopEarly, maxPoints, minutes },
    ...{ target: target.kind, [target.kind]: figure },
  }
}
