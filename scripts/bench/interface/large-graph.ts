import { writeFileSync } from 'node:fs'
import { encodeModel } from '../../../src/main/onnx/encode.ts'
import { Graph } from '../../../src/main/onnx/graph.ts'
import { DataType, newValueInfo } from '../../../src/main/onnx/proto.ts'
import { tensorFrom } from '../../../src/main/onnx/tensor.ts'
import type { Value } from '../../../src/main/onnx/value.ts'

/** Nodes that are drawn. */
export const NODES = 1500
const CHANNELS = 4
const SIDE = 16

type Tap = (value: Value, scope: string) => Value

function adder(graph: Graph) {
  return (opType: string, name: string, inputs: readonly Value[], attributes = {}): Value => {
    const node = graph.addNode({
      opType,
      name: `${name}/${opType}`,
      inputs,
      outputs: [`${name}/${opType}_out`],
      attributes,
    })
    const [output] = node.outputs
    if (output === null) throw new Error(`Expected an output of ${name}`)
    return output
  }
}

/** A convolution with SiLU: three nodes. */
function convolutionOf(graph: Graph, add: ReturnType<typeof adder>): Tap {
  return (input, scope) => {
    const path = scope.slice(1).replaceAll('/', '.')
    const dims = [CHANNELS, CHANNELS, 1, 1]
    const weight = tensorFrom(`${path}.conv.weight`, dims, new Float32Array(CHANNELS * CHANNELS).fill(0.1))
    const sum = add('Conv', `${scope}/conv`, [input, graph.addInitializer(weight)], { kernel_shape: [1, 1] })
    return add('Mul', `${scope}/act`, [sum, add('Sigmoid', `${scope}/act`, [sum])])
  }
}

/**
 * Writes a model of so many nodes in the form of YOLO's backbones: blocks that split, with three residual units and a
 * concatenation, and edges from every fourth block to one far behind it.
 */
export function writeLargeGraph(path: string): void {
  const graph = new Graph('large')
  const add = adder(graph)
  const convolution = convolutionOf(graph, add)
  const dims = [1, CHANNELS, SIDE, SIDE]
  let value = graph.addInput(newValueInfo('images', DataType.FLOAT, dims))
  const skipped: Value[] = []
  for (let block = 0; graph.nodes.length < NODES - BLOCK; block++) {
    const scope = `/model.${block}`
    let inner = convolution(value, `${scope}/cv1`)
    const beside = convolution(value, `${scope}/cv2`)
    for (let unit = 0; unit < 3; unit++) {
      const wide = convolution(inner, `${scope}/m/m.${unit}/cv1`)
      inner = add('Add', `${scope}/m/m.${unit}`, [inner, convolution(wide, `${scope}/m/m.${unit}/cv2`)])
    }
    const far = block % 4 === 3 ? skipped.shift() : undefined
    const joined = far === undefined ? beside : add('Add', `${scope}/skip`, [beside, far])
    value = convolution(add('Add', `${scope}/join`, [inner, joined]), `${scope}/cv3`)
    skipped.push(value)
  }
  for (let tail = 0; graph.nodes.length < NODES; tail++) value = add('Relu', `/head.${tail}`, [value])
  graph.addOutput(value, newValueInfo(value.name, DataType.FLOAT, dims))
  const model = {
    graph,
    irVersion: 8,
    opsets: new Map([['', 13]]),
    metadata: new Map<string, string>(),
    producer: { name: 'bench', version: '' },
    source: null,
    hadExternalData: false,
  }
  writeFileSync(path, encodeModel(model))
}

/** Most nodes of a block. */
const BLOCK = 33
