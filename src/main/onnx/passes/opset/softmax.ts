import { attribute, intOf } from '../../attributes.ts'
import type { Adapter } from './adapter.ts'

/**
 * Before opset 13, Softmax, LogSoftmax and Hardmax worked on everything from `axis` (default 1) on, as one row; since
 * then on one axis (default the last). The same for the last axis, else the input is flattened to rows and back.
 */
export const lastAxisOnly: Adapter = ({ graph, node, rankOf }) => {
  const axis = intOf(node.attributes, 'axis', 1)
  const rank = rankOf(node.input(0))
  node.attributes.set('axis', attribute('axis', -1))
  if (axis === -1 || axis + 1 === rank) return
  const input = node.input(0)
  const { output } = node
  const derived = (suffix: string) => graph.freeName(`${output.name}_${suffix}`)
  const before = { before: node }
  const shape = graph.addNode({ opType: 'Shape', inputs: [input], outputs: [derived('shape')] }, before)
  const rows = graph.addNode(
    { opType: 'Flatten', inputs: [input], outputs: [derived('rows')], attributes: { axis } },
    before,
  )
  graph.setInput(node, 0, rows.output)
  graph.insertAfter(node, { opType: 'Reshape', inputs: [output, shape.output] }, derived('flat'))
}
