import type { Comparison } from '../../../shared/contract/comparison.ts'

/** What makes figures of these runs no fair comparison. */
export type Caution = 'backend' | 'machine' | 'dataset' | 'settings'

/** Settings that speed depends on more than on the model. */
const BACKEND = /^benchmark\.(backend|provider|runtimeVersion|threads|batch|device|gpu)$/
const MACHINE = /^(processor|cores|gpu|gpus|driver)$/
const POST_PROCESSING = /^nms\./

const differs = (settings: Comparison['parameters'], pattern: RegExp) =>
  settings.differing.some(
    ({ name, values }) =>
      pattern.test(name) &&
      new Set(values.filter((value) => value !== null).map((value) => JSON.stringify(value))).size > 1,
  )

function imagesDiffer({ metrics }: Comparison): boolean {
  const images = metrics.find(({ name }) => name === 'images')?.values.filter((value) => value !== null) ?? []
  return new Set(images).size > 1
}

/** What to know before the runs' speeds and accuracies are held against each other. */
export function cautionsOf(comparison: Comparison): Caution[] {
  const { parameters, environment } = comparison
  return [
    ...(differs(parameters, BACKEND) ? (['backend'] as const) : []),
    ...(differs(environment, MACHINE) ? (['machine'] as const) : []),
    ...(imagesDiffer(comparison) ? (['dataset'] as const) : []),
    ...(differs(parameters, POST_PROCESSING) ? (['settings'] as const) : []),
  ]
}
