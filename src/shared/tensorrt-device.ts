import type { ExperimentKind } from './contract/experiment.ts'

/**
 * Work that refuses `--device tensorrt`, as people type it. ONNX Runtime's binding for Node hands its TensorRT provider
 * no options, so what runs models with Q/DQ as they are would tell of no engine that anyone builds.
 */
export const REFUSES_TENSORRT = {
  run: 'run',
  demo: 'demo',
  qat: 'qat',
  bench: 'bench --backend ort',
  sensitivity: 'sensitivity and search',
  search: 'sensitivity and search',
  reconstruction: 'ptq with --adaround or --bias-correction',
} as const satisfies Partial<Record<ExperimentKind | 'reconstruction', string>>

export type RefusesTensorRt = keyof typeof REFUSES_TENSORRT

/** What of an experiment decides whether TensorRT may be its device. */
export interface TensorRtUse {
  readonly kind: ExperimentKind
  readonly adaround?: boolean
  readonly biasCorrection?: boolean
}

const isRefused = (kind: string): kind is RefusesTensorRt => Object.hasOwn(REFUSES_TENSORRT, kind)

/** As what an experiment refuses `--device tensorrt`; null where it takes it. */
export function refusedAs({
  kind,
  adaround = false,
  biasCorrection = false,
}: TensorRtUse): RefusesTensorRt | null {
  if (kind === 'ptq') return adaround || biasCorrection ? 'reconstruction' : null
  return isRefused(kind) ? kind : null
}

/** Whether an experiment may run with `--device tensorrt`. Ranges may come from it: the float model gives them. */
export const takesTensorRt = (use: TensorRtUse): boolean => refusedAs(use) === null
