import type { FormState } from './form-state.ts'

const ENDING: Partial<Record<FormState['kind'], string>> = { ptq: 'int8', fp16: 'fp16', qat: 'qat' }

const ONNX = /\.onnx$/i

/**
 * Where a made model goes when nobody says otherwise: beside the one that it is made from. '' without one, and beside
 * files without the usual ending, which are the store's own.
 */
export function proposedOut({ kind, model }: Pick<FormState, 'kind' | 'model'>): string {
  const ending = ENDING[kind]
  if (!ONNX.test(model) || ending === undefined) return ''
  return `${model.replace(ONNX, '')}-${ending}.onnx`
}
