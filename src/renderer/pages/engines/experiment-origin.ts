import type { RunDetail } from '../../../shared/contract/run.ts'

type Built = Pick<RunDetail, 'ancestors' | 'parameters' | 'model'>

/** The run that quantized what an engine was built from; null where no run did. */
export function quantizedBy({ ancestors }: Pick<Built, 'ancestors'>): string | null {
  return ancestors.find(({ kind }) => kind === 'ptq')?.id ?? null
}

/** The float model behind an engine; '' where it is not known. */
export function floatModelOf(run: Built | undefined): string {
  if (run === undefined) return ''
  const quantized = run.ancestors.find(({ kind }) => kind === 'ptq')
  if (quantized !== undefined) return quantized.model?.path ?? ''
  // What explicit INT8 was built from without a run has Q/DQ nodes already.
  return run.parameters['precision'] === 'int8-explicit' ? '' : (run.model?.path ?? '')
}
