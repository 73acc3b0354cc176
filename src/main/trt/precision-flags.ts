import { QuantbenchError } from '../base/errors.ts'
import { hasFlag, type Release } from './trtexec-flags.ts'
import type { BuildIntent, Precision } from './trtexec-intent.ts'
import { formatVersion } from './trtexec-version.ts'

type WeaklyTyped = Exclude<Precision, 'strongly-typed'>

const FLAGS: Readonly<Record<WeaklyTyped, readonly string[]>> = {
  fp32: [],
  fp16: ['--fp16'],
  'int8-implicit': ['--int8'],
  'int8-explicit': ['--int8'],
  best: ['--best'],
}

/**
 * Flags that make TensorRT build in a precision. From 11 on every network is strongly typed: what the ONNX holds is what
 * gets built, and the precisions that TensorRT would have to choose itself are refused with USAGE and the way to them.
 */
export function precisionFlags(build: BuildIntent, version: Release): string[] {
  refuseContradiction(build)
  const { precision, fp16, calibrationCache } = build
  if (precision === 'strongly-typed') return stronglyTyped(version)
  if (!hasFlag(version, 'int8')) {
    if (precision === 'fp32' || (precision === 'int8-explicit' && fp16 !== true))
      return stronglyTyped(version)
    throw refuse(REFUSED_FROM_11[precision], version)
  }
  const int8 = precision === 'int8-implicit' || precision === 'int8-explicit'
  return [
    ...FLAGS[precision],
    ...(int8 && fp16 !== false ? ['--fp16'] : []),
    ...(calibrationCache === undefined ? [] : [`--calib=${calibrationCache}`]),
  ]
}

interface Refusal {
  readonly reason: string
  readonly wayOut: string
}

const HALF_QDQ = 'Build the FP16-converted Q/DQ model (`quantbench ptq … --fp16`) as strongly typed.'

const REFUSED_FROM_11: Readonly<Record<Exclude<WeaklyTyped, 'fp32'>, Refusal>> = {
  fp16: {
    reason: 'has no --fp16: engines run in the types of the ONNX',
    wayOut: 'Convert the model (`quantbench fp16 MODEL --out FILE`) and build it as strongly typed.',
  },
  'int8-implicit': {
    reason: 'has no implicit INT8: calibration caches are gone',
    wayOut: 'Build a Q/DQ model (`quantbench ptq`), or use TensorRT 10.',
  },
  'int8-explicit': {
    reason: 'has no --fp16: the float part of a Q/DQ model runs in the types of the ONNX',
    wayOut: HALF_QDQ,
  },
  best: { reason: 'has no --best: engines run in the types of the ONNX', wayOut: HALF_QDQ },
}

function stronglyTyped(version: Release): string[] {
  if (hasFlag(version, 'stronglyTyped')) return ['--stronglyTyped']
  throw refuse(
    {
      reason: 'cannot build strongly typed engines, which came with 9.0',
      wayOut: 'Use TensorRT 9 or newer, or the precision int8-explicit or fp16.',
    },
    version,
  )
}

/** Contradictions that hold in every version. */
function refuseContradiction({ precision, fp16, calibrationCache }: BuildIntent): void {
  if (precision === 'strongly-typed' && fp16 === true) {
    throw new QuantbenchError(
      'USAGE',
      'A strongly typed engine takes its types from the ONNX, got --fp16 as well',
      {
        wayOut: HALF_QDQ,
      },
    )
  }
  if (calibrationCache !== undefined && precision !== 'int8-implicit') {
    throw new QuantbenchError(
      'USAGE',
      `A calibration cache serves implicit INT8 only, got precision ${precision}`,
      {
        wayOut: 'Leave the cache out, or choose the precision int8-implicit.',
      },
    )
  }
  if (fp16 === true && precision === 'fp32') {
    throw new QuantbenchError('USAGE', 'Expected one precision, got fp32 and --fp16', {
      wayOut: 'Choose the precision fp16.',
    })
  }
}

function refuse({ reason, wayOut }: Refusal, version: Release): QuantbenchError {
  return new QuantbenchError('USAGE', `TensorRT ${formatVersion(version)} ${reason}`, { wayOut })
}
