import type { z } from 'zod'
import type { DataSource } from '../../../shared/contract/dataset.ts'
import type {
  analysisSchema,
  recipeSchema,
  searchSchema,
  trainingSchema,
} from '../../../shared/contract/experiment.ts'

type Value = string | number | boolean | undefined

/** `--name value` for what is given and differs from what the command line takes by itself. */
export function flag(name: string, value: Value, unless?: Value): string[] {
  if (value === undefined || value === unless || value === false) return []
  return value === true ? [`--${name}`] : [`--${name}`, String(value)]
}

/** Dataset flags, whose names differ from verb to verb. */
export function folderFlags(
  source: { dir: string; split?: string } | undefined,
  names: { dir: string; split: string },
): string[] {
  return source === undefined ? [] : [...flag(names.dir, source.dir), ...flag(names.split, source.split)]
}

export function sourceFlags(source: DataSource): string[] {
  if ('dir' in source) return folderFlags(source, { dir: 'data', split: 'split' })
  return [...flag('annotations', source.annotations), ...flag('images', source.images)]
}

export function recipeFlags(recipe: Omit<z.infer<typeof recipeSchema>, 'method'>): string[] {
  const { percentile, rules, add, headFloat, exclude, only, concatInputs } = recipe
  const { weights, sharedAmax, match } = recipe
  return [
    ...flag('percentile', percentile),
    ...flag('rules', rules ? 'on' : 'off', 'on'),
    ...flag('add', add, 'none'),
    ...flag('head-float', headFloat, 'auto'),
    ...exclude.flatMap((pattern) => flag('exclude', pattern)),
    ...only.flatMap((pattern) => flag('only', pattern)),
    ...flag('concat-inputs', concatInputs),
    ...flag('weights', weights),
    ...flag('shared-amax', sharedAmax),
    ...match.flatMap(([one, other]) => flag('match', `${one}=${other}`)),
  ]
}

export function trainingFlags(training: z.infer<typeof trainingSchema>): string[] {
  const { preset, iters, epochs, batch, lr, lsq, patience } = training
  return [
    ...flag('preset', preset, 'standard'),
    ...flag('iters', iters),
    ...flag('epochs', epochs),
    ...flag('batch', batch),
    ...flag('lr', lr),
    ...flag('lsq', lsq),
    ...flag('patience', patience),
  ]
}

export function analysisFlags(analysis: z.infer<typeof analysisSchema>): string[] {
  const { mode, by, metric, parts, cumulative, fastMethod, fastImages, verify, early, top } = analysis
  return [
    ...flag('mode', mode, 'one-off'),
    ...flag('by', by, 'block'),
    ...flag('metric', metric, 'ap'),
    ...flag('parts', parts, 'all'),
    ...flag('cumulative', cumulative === 'all' ? true : cumulative),
    ...flag('fast-method', fastMethod, 'overlap'),
    ...flag('fast-images', fastImages),
    ...flag('verify', verify),
    ...flag('early', early),
    ...flag('top', top),
  ]
}

function targetFlags(target: z.infer<typeof searchSchema>['target']): string[] {
  switch (target.kind) {
    case 'drop':
      return flag('max-drop', target.most)
    case 'agreement':
      return flag('min-agreement', target.least)
    case 'budget':
      return flag('max-cost', target.most)
  }
}

export function searchFlags(search: z.infer<typeof searchSchema>): string[] {
  const { target, cost, by, order, choose, stopEarly, maxPoints, minutes } = search
  return [
    ...targetFlags(target),
    ...flag('cost', cost, 'layers'),
    ...flag('by', by, 'layer'),
    ...flag('order', order, 'overlap'),
    ...flag('choose', choose.length === 0 ? undefined : choose.join(',')),
    ...flag('stop-early', stopEarly),
    ...flag('max-points', maxPoints),
    ...flag('minutes', minutes),
  ]
}

/** Flags of every verb. */
export function commonFlags({
  device,
  threads,
  seed,
}: {
  device: string
  threads: number
  seed: number
}): string[] {
  return [...flag('device', device, 'auto'), ...flag('threads', threads, 0), ...flag('seed', seed, 0)]
}
