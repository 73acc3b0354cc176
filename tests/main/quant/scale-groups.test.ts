import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { loadModel } from '../../../src/main/onnx/decode.ts'
import type { Graph } from '../../../src/main/onnx/graph.ts'
import { placeQuantizers } from '../../../src/main/quant/placement.ts'
import { recipeFrom } from '../../../src/main/quant/recipe.ts'
import { layersOfGroup, scaleGroups } from '../../../src/main/quant/scale-groups.ts'
import { describeWithReference, reference } from '../../support/shared.ts'
import { DetectorBuilder } from './detector-builder.ts'

function groupsOf(graph: Graph, given: unknown = {}) {
  const recipe = recipeFrom(given)
  return scaleGroups(graph, placeQuantizers(graph, recipe), recipe).map((group) => ({
    layers: layersOfGroup(group),
    major: group.major.readers[0].name,
  }))
}

/** `x` and three more tensors, each behind a convolution of its own. */
function stems(builder: DetectorBuilder) {
  const x = builder.conv('stem', builder.image(), 4)
  const [a, b, c] = ['a', 'b', 'c'].map((name) => builder.conv(name, x, 4))
  return { x, a, b, c }
}

/** Ends the graph: a convolution that is quantized and reads `value`, and the float head behind it. */
function finish(
  builder: DetectorBuilder,
  name: string,
  value: Parameters<DetectorBuilder['channelsOf']>[0],
): void {
  builder.output(builder.conv(`${name}.head`, builder.conv(name, value, 4), 4, { act: false }))
}

describe('scaleGroups', () => {
  it('joins inputs and output of a Concat; its first reader is the major', () => {
    const builder = new DetectorBuilder()
    const { a, b, c } = stems(builder)
    finish(builder, 'other', a)
    finish(builder, 'same', a)
    finish(builder, 'after', builder.concat('join', [a, b]))
    finish(builder, 'apart', c)
    expect(groupsOf(builder.graph)).toEqual([{ layers: ['other', 'same', 'after'], major: 'after' }])
  })

  it('leaves a Concat alone whose result stays float', () => {
    const builder = new DetectorBuilder()
    const { a, b } = stems(builder)
    finish(builder, 'one', a)
    finish(builder, 'two', b)
    builder.output(builder.conv('head', builder.concat('join', [a, b]), 4, { act: false }))
    expect(groupsOf(builder.graph)).toEqual([])
    expect(groupsOf(builder.graph, { headFloat: 'off' })).toEqual([
      { layers: ['one', 'two', 'head'], major: 'head' },
    ])
  })

  it('joins both sides of MaxPool and of Resize, on the way to a Concat too', () => {
    const builder = new DetectorBuilder()
    const { a, b, c } = stems(builder)
    finish(builder, 'pooled', builder.maxPool('pool', a))
    finish(builder, 'unpooled', a)
    finish(builder, 'small', b)
    finish(builder, 'big', builder.upsample('up1', b))
    finish(builder, 'source', c)
    finish(
      builder,
      'joined',
      builder.concat('join', [builder.upsample('up2', c), builder.upsample('up3', a)]),
    )
    expect(groupsOf(builder.graph)).toEqual([
      { layers: ['pooled', 'unpooled', 'source', 'joined'], major: 'joined' },
      { layers: ['small', 'big'], major: 'big' },
    ])
  })

  it('joins the pools of SPPF, with quantized Concat inputs as well', () => {
    const builder = new DetectorBuilder()
    const { a } = stems(builder)
    const pools = [a]
    for (const index of [0, 1, 2]) pools.push(builder.maxPool(`m.${index}`, pools[index]))
    finish(builder, 'cv2', builder.concat('sppf', pools))
    expect(groupsOf(builder.graph)).toEqual([])
    finish(builder, 'beside', pools[2])
    expect(groupsOf(builder.graph)).toEqual([{ layers: ['cv2', 'beside'], major: 'cv2' }])
    const [group] = groupsOf(builder.graph, { concatInputs: true })
    expect(group).toEqual({ layers: ['sppf.Concat', 'beside', 'cv2'], major: 'cv2' })
  })

  it('looks through Split, Slice, Reshape, Transpose and a tensor without a quantizer of its own', () => {
    const builder = new DetectorBuilder()
    const { a, b } = stems(builder)
    const [left, right] = builder.split('halves', a, 2)
    finish(builder, 'left', left)
    finish(builder, 'right', right)
    const at = [builder.ints('from', [0]), builder.ints('to', [2]), builder.ints('axes', [1])]
    const sliced = builder.feature(builder.node('Slice', [b, ...at]), 2)
    const turned = builder.node('Transpose', [sliced], { perm: [0, 1, 3, 2] })
    finish(
      builder,
      'turned',
      builder.feature(builder.node('Reshape', [turned, builder.ints('s', [1, 2, 16, 16])]), 2),
    )
    finish(builder, 'b.direct', b)
    expect(groupsOf(builder.graph).map(({ layers }) => layers)).toEqual([
      ['left', 'right'],
      ['turned', 'b.direct'],
    ])
  })

  it('gives both inputs of an addition one scale', () => {
    const builder = new DetectorBuilder()
    const block = builder.bottleneck('m.0', builder.conv('stem', builder.image(), 4))
    finish(builder, 'after', block)
    expect(groupsOf(builder.graph, { add: 'both' })).toEqual([
      { layers: ['m.0.cv1', 'm.0.Add'], major: 'm.0.cv1' },
    ])
    expect(groupsOf(builder.graph, { add: 'residual' })).toEqual([])
  })

  it('joins nothing without the rules, except what is paired by hand', () => {
    const builder = new DetectorBuilder()
    const { a, b, c } = stems(builder)
    finish(builder, 'one', a)
    finish(builder, 'two', builder.concat('join', [a, b]))
    finish(builder, 'three', c)
    expect(groupsOf(builder.graph, { rules: 'off' })).toEqual([])
    expect(groupsOf(builder.graph, { rules: 'off', match: [['three', 'one']] })).toEqual([
      { layers: ['one', 'three'], major: 'one' },
    ])
    expect(groupsOf(builder.graph, { match: [['three', 'one']] })).toEqual([
      { layers: ['one', 'two', 'three'], major: 'two' },
    ])
  })

  it('refuses a pair with a layer that is unknown or float', () => {
    const builder = new DetectorBuilder()
    finish(builder, 'one', stems(builder).a)
    expect(() => groupsOf(builder.graph, { match: [['one', 'tow']] })).toThrow(
      'match: expected a quantized layer, got tow (the model has no such layer)',
    )
    expect(() => groupsOf(builder.graph, { match: [['one.head', 'one']] })).toThrow(
      'got one.head (detect head: a final prediction layer)',
    )
  })
})

describeWithReference('oracles/scale-rules/yolov7.json', "the pairs of NVIDIA's rules", () => {
  const pairsSchema = z.object({ pairs: z.array(z.tuple([z.string(), z.string()])) })

  it('are all among the groups of YOLOv7, each with its major', () => {
    const { pairs } = pairsSchema.parse(
      JSON.parse(readFileSync(reference('oracles/scale-rules/yolov7.json'), 'utf8')),
    )
    const groups = groupsOf(loadModel(reference('models/yolov7-topology.onnx')).graph)
    expect(pairs).toHaveLength(31)
    for (const [follower, major] of pairs) {
      const group = groups.find(({ layers }) => layers.includes(follower))
      expect(group?.layers).toContain(major)
      expect(group?.major).toBe(major)
    }
  })

  it('make fifteen groups that do not run into each other', () => {
    const groups = groupsOf(loadModel(reference('models/yolov7-topology.onnx')).graph)
    expect(groups).toHaveLength(15)
    expect(Math.max(...groups.map(({ layers }) => layers.length))).toBe(5)
  })
})
