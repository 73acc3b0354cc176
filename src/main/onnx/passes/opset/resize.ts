import { attribute } from '../../attributes.ts'
import { constantOf } from '../../constants.ts'
import { elementCount, floatsOf, tensorFrom } from '../../tensor.ts'
import type { Adapter } from './adapter.ts'

/** Upsample became Resize, with the same inputs. */
export const upsampleToResize: Adapter = ({ graph, node }) => graph.setOperator(node, 'Resize')

/**
 * Resize 11 names its rounding; before, coordinates were x/scale, rounded down when enlarging. Runtimes rounded up
 * when shrinking (onnxruntime, core/providers/cpu/tensor/upsample.h).
 */
export const nameRounding: Adapter = ({ graph, node }) => {
  const scales = constantOf(node.input(1))
  const shrinks = scales !== null && floatsOf(scales).every((scale) => scale <= 1)
  const set = (name: string, value: string) => node.attributes.set(name, attribute(name, value))
  set('coordinate_transformation_mode', 'asymmetric')
  set('nearest_mode', shrinks ? 'ceil' : 'floor')
  graph.setInput(node, 2, node.input(1))
  const region = tensorFrom(graph.freeName(`${node.output.name}_roi`), [0], new Float32Array(0))
  graph.setInput(node, 1, graph.addInitializer(region))
}

/** Resize 13 may leave out what Resize 11 had to give as empty tensors; TensorRT and later opsets want it so. */
export const omitEmptyInputs: Adapter = ({ graph, node }) => {
  node.inputs.forEach((input, index) => {
    const tensor = index === 0 ? null : constantOf(input)
    if (tensor !== null && elementCount(tensor) === 0) graph.setInput(node, index, null)
  })
}
