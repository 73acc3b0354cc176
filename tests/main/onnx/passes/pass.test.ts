import { describe, expect, it } from 'vitest'
import { applyPass, applyPasses, type Pass } from '../../../../src/main/onnx/passes/pass.ts'
import { ModelBuilder } from '../../../support/build-graph.ts'

function sound() {
  const builder = new ModelBuilder()
  builder.output(builder.node('Relu', [builder.input('x', [1])], {}, { name: 'r' }))
  return builder.model
}

const idle = (name: string, changed: boolean): Pass => ({ name, run: () => ({ changed }) })

describe('applyPass', () => {
  it('hands back what the pass reports', () => {
    const pass = { name: 'count', run: () => ({ changed: true, found: 3 }) } satisfies Pass
    expect(applyPass(pass, sound())).toEqual({ changed: true, found: 3 })
  })

  it('does not start a pass whose condition does not hold', () => {
    let ran = false
    const pass: Pass = {
      name: 'picky',
      requires: () => 'a reason',
      run: () => {
        ran = true
        return { changed: true }
      },
    }
    expect(() => applyPasses([idle('first', true), pass], sound())).toThrow(
      expect.objectContaining({
        code: 'INTERNAL',
        message: 'Pass picky cannot start (after first): a reason',
      }),
    )
    expect(ran).toBe(false)
  })

  it('notices a broken promise', () => {
    const pass: Pass = { ...idle('liar', true), ensures: () => 'not what was said' }
    expect(() => applyPass(pass, sound())).toThrow('Pass liar left a broken model: not what was said')
  })

  it('notices loose ends', () => {
    const pass: Pass = {
      name: 'careless',
      run: ({ graph }) => {
        graph.setInput(graph.nodes[0], 0, graph.findOrDefine('ghost'))
        return { changed: true }
      },
    }
    expect(() => applyPass(pass, sound())).toThrow(
      'Pass careless left a broken model: r (Relu) reads ghost, which nothing in the model produces',
    )
  })
})

describe('applyPasses', () => {
  it('names the passes that changed something, in order', () => {
    expect(applyPasses([idle('a', true), idle('b', false), idle('c', true)], sound())).toEqual(['a', 'c'])
  })
})
