import { describe, expect, it } from 'vitest'
import {
  offeredColourings,
  PAIR_COLOURINGS,
} from '../../../../src/renderer/pages/graphs/offered-colourings.ts'
import { graphNode, graphOf } from './comparison/graph-nodes.ts'

describe('offeredColourings', () => {
  const plain = graphOf([graphNode('a', 'Conv'), graphNode('b', 'Relu', { block: 'alone' })], ['a b'])
  const inBlocks = graphOf(
    ['a', 'b'].map((id) => graphNode(id, 'Conv', { block: 'model.0' })),
    ['a b'],
  )
  const timed = graphOf([graphNode('a', 'Conv', { share: 0 })], [], 'engine')

  it('has blocks and times only where a graph has some', () => {
    expect(offeredColourings([plain], PAIR_COLOURINGS)).toEqual(['difference', 'precision', 'op'])
    expect(offeredColourings([inBlocks], ['precision', 'block', 'time'])).toEqual(['precision', 'block'])
    expect(offeredColourings([timed], ['precision', 'block', 'time'])).toEqual(['precision', 'time'])
  })

  it('asks of a pair only that one of them has some', () => {
    expect(offeredColourings([plain, inBlocks], PAIR_COLOURINGS)).toContain('block')
    expect(offeredColourings([timed, plain], PAIR_COLOURINGS)).toContain('time')
  })
})
