import { constantOf } from '../../constants.ts'
import { modulePathOfNode } from '../../module-path.ts'
import type { Node } from '../../node.ts'
import { DataType } from '../../proto.ts'
import { floatsOf } from '../../tensor.ts'
import type { Value } from '../../value.ts'
import { HALF_MAX, halfRange, isFloat, reasonNotHalf } from './half-range.ts'
import { isFloatInput, isQuantizer, isScaleInput, reasonToKeep } from './keep-float.ts'

/** In what precision a node works; `either` where it takes its input as it comes and produces no float. */
export type Precision = 'half' | 'float' | 'either'

export interface KeptFloat {
  /** Path of the node, as layers are called. */
  node: string
  opType: string
  reason: string
}

export interface Plan {
  precision: ReadonlyMap<Node, Precision>
  kept: KeptFloat[]
}

export interface PlanOptions {
  opset: number
  types: ReadonlyMap<Value, number>
  /** Why a node is to stay in float32, or null. */
  keepFloat: (node: Node) => string | null
}

/** Decides for every node that has to do with float32 whether it works in half precision. */
export function planHalf(nodes: readonly Node[], options: PlanOptions): Plan {
  const precision = new Map<Node, Precision>()
  const kept: KeptFloat[] = []
  for (const node of nodes) {
    if (!touchesFloat(node, options.types)) continue
    if (takesAnything(node, options.types)) {
      precision.set(node, 'either')
      continue
    }
    const reason = keepReason(node, options)
    precision.set(node, reason === null ? 'half' : 'float')
    if (reason !== null) kept.push({ node: modulePathOfNode(node), opType: node.opType, reason })
  }
  return { precision, kept }
}

function touchesFloat(node: Node, types: ReadonlyMap<Value, number>): boolean {
  return [...node.inputs, ...node.outputs, ...node.captures].some(
    (value) => value !== null && types.get(value) === DataType.FLOAT,
  )
}

/** Shape, Cast to an integer and the like: one input of any type, no float out. */
function takesAnything(node: Node, types: ReadonlyMap<Value, number>): boolean {
  return (
    node.is('ArgMax', 'ArgMin', 'Cast', 'IsNaN', 'NonZero', 'Shape', 'Size') &&
    outputType(node, types) !== DataType.FLOAT
  )
}

function outputType(node: Node, types: ReadonlyMap<Value, number>): number | undefined {
  const output = node.outputs.find((value) => value !== null)
  return output == null ? undefined : types.get(output)
}

function keepReason(node: Node, options: PlanOptions): string | null {
  if (node.domain !== '') return `operators of ${node.domain} are left as they are`
  return (
    reasonToKeep(node.opType) ??
    reasonByUnknown(node, options.types) ??
    reasonByType(node, options.types) ??
    reasonByScale(node, options.opset) ??
    options.keepFloat(node) ??
    reasonByConstants(node)
  )
}

function reasonByUnknown(node: Node, types: ReadonlyMap<Value, number>): string | null {
  const unknown = node.inputs.find((value) => value !== null && !types.has(value))
  return unknown == null ? null : `the type of ${unknown.name} is not known`
}

const EXACT_IN_HALF: readonly (number | undefined)[] = [
  DataType.BOOL,
  DataType.UINT8,
  DataType.INT8,
  DataType.FLOAT16,
  DataType.FLOAT,
]

function reasonByType(node: Node, types: ReadonlyMap<Value, number>): string | null {
  if (node.is('Cast')) {
    const input = node.input(0)
    const type = input === null ? undefined : types.get(input)
    return EXACT_IN_HALF.includes(type) ? null : 'integers above 2048 are not exact in half precision'
  }
  return outputType(node, types) === DataType.BOOL ? 'comparisons stay exact' : null
}

/** Quantizers take a half-precision scale since opset 19. */
function reasonByScale(node: Node, opset: number): string | null {
  if (!isQuantizer(node)) return null
  if (opset < 19) return `quantizers take half precision from opset 19 on, the model has ${opset}`
  if (!isFloat(constantOf(node.input(1)))) return 'its scale is computed'
  const type = constantOf(node.input(0))?.dataType
  return type === DataType.INT32 ? 'a 32-bit bias does not fit half precision' : null
}

function reasonByConstants(node: Node): string | null {
  for (const [position, input] of node.inputs.entries()) {
    const tensor = constantOf(input)
    if (input === null || !isFloat(tensor) || isFloatInput(node.opType, position)) continue
    if (isScaleInput(node, position)) continue
    const reason = reasonNotHalf(input.name, halfRange(floatsOf(tensor)))
    if (reason !== null) return reason
  }
  const overflow = [...node.attributes.values()].find(({ f }) => Math.abs(f) > HALF_MAX)
  return overflow === undefined ? null : `its ${overflow.name} is ${overflow.f}`
}
