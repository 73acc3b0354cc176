import type { ModelGraph } from '../../../src/shared/contract/model.ts'

type Node = ModelGraph['nodes'][number]
const node = (id: number, op: string, input: string[], output: string, layer = ''): Node => ({
  ...{ id, op, name: `${op}_${output}`, inputs: input, outputs: [output], layer },
  block: 'model.0',
  attributes: {},
})
const tensor = (stored: boolean, scale: number | null = null) => ({ type: 'float', dims: [1], stored, scale })

/** A convolution and an activation; in a file whose name says so, with quantizers before the convolution. */
export function fakeGraph(path: string): ModelGraph {
  const tensors = { x: tensor(false), w: tensor(true), y: tensor(false), z: tensor(false) }
  if (!path.includes('quantized'))
    return {
      nodes: [node(0, 'Conv', ['x', 'w'], 'y', 'model.0.conv'), node(1, 'Relu', ['y'], 'z')],
      edges: [{ from: 0, to: 1, tensor: 'y' }],
      tensors,
    }
  return {
    nodes: [
      node(0, 'QuantizeLinear', ['x', 's'], 'xq'),
      node(1, 'DequantizeLinear', ['xq', 's'], 'xd'),
      node(2, 'QuantizeLinear', ['w', 's'], 'wq'),
      node(3, 'DequantizeLinear', ['wq', 's'], 'wd'),
      node(4, 'Conv', ['xd', 'wd'], 'y', 'model.0.conv'),
      node(5, 'Relu', ['y'], 'z'),
    ],
    edges: [
      { from: 0, to: 1, tensor: 'xq' },
      { from: 1, to: 4, tensor: 'xd' },
      { from: 2, to: 3, tensor: 'wq' },
      { from: 3, to: 4, tensor: 'wd' },
      { from: 4, to: 5, tensor: 'y' },
    ],
    tensors: { ...tensors, x: tensor(false, 0.5), xd: tensor(false, 0.5), wd: tensor(false) },
  }
}
