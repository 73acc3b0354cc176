import { describe, expect, it } from 'vitest'
import type { Model } from '../../../../src/main/onnx/model.ts'
import { quantizeModel } from '../../../../src/main/quant/quantize-model.ts'
import { withQuantizers } from '../../../../src/main/quant/quantizer-switches.ts'
import { recipeFrom } from '../../../../src/main/quant/recipe.ts'
import {
  GraphCuts,
  heldName,
  remainder,
  segment,
} from '../../../../src/main/stages/sensitivity/graph-cuts.ts'
import { ModelBuilder } from '../../../support/build-graph.ts'
import { runModel, type Feed } from '../../../support/run-onnx.ts'

const SIDE = 4
const CHANNELS = 3

/** Three convolutions with a skip around the second, a shape that is read back, and an output halfway. */
function branched(): Model {
  const builder = new ModelBuilder()
  const image = builder.input('image', [1, CHANNELS, SIDE, SIDE])
  const layer = (input: typeof image, name: string) =>
    builder.node('Conv', [input, builder.weights(`${name}.weight`, [CHANNELS, CHANNELS, 1, 1])], {}, { name })
  const first = builder.node('Relu', [layer(image, 'model.0')], {}, { outputs: ['half'] })
  const skipped = builder.node('Add', [first, builder.node('Sigmoid', [layer(first, 'model.1')])])
  const shape = builder.node('Shape', [image])
  const last = layer(skipped, 'model.2')
  builder.output(first)
  builder.output(builder.node('Reshape', [last, shape], {}, { outputs: ['whole'] }))
  return builder.model
}

function quantized(): Model {
  const source = { amax: () => 1, merged: () => 1 }
  return quantizeModel(branched(), recipeFrom({ headFloat: 'off' }), { activations: source }).model
}

const image: Feed = {
  data: new ModelBuilder({ seed: 3 }).values([1, CHANNELS, SIDE, SIDE]),
  dims: [1, CHANNELS, SIDE, SIDE],
}

/** Runs the part that leads to the place, then the rest of the model on what it gave. */
async function inTwo(base: Model, model: Model, cuts: GraphCuts, position: number) {
  const held = (cuts.at(position) ?? []).filter(({ name }) => base.graph.find(name) !== undefined)
  const wanted = held.filter(({ name }) => name !== 'image')
  const made = wanted.length === 0 ? {} : await runModel(segment(base, [], wanted), { image })
  const rest = remainder(model, held)
  const feeds = rest.graph.inputs.map(({ name }): [string, Feed] => {
    const tensor = made[heldName(name)]
    if (tensor === undefined) return [name, image]
    const { data, dims, type } = tensor
    return [
      name,
      { data: type === 'int64' ? BigInt64Array.from(data, BigInt) : Float32Array.from(data), dims },
    ]
  })
  return { outputs: await runModel(rest, Object.fromEntries(feeds)), nodes: rest.graph.nodes.length }
}

describe('GraphCuts', () => {
  it('cuts anywhere without a change of the outputs, whatever is switched behind the cut', async () => {
    const all = quantized()
    const cuts = new GraphCuts(all.graph)
    const whole = all.graph.nodes.length
    for (const layer of ['model.0', 'model.1', 'model.2']) {
      const position = cuts.before([layer])
      const off = withQuantizers(all, ({ name }) => name !== layer)
      const { outputs, nodes } = await inTwo(all, off, cuts, position)
      expect(outputs).toEqual(await runModel(off, { image }))
      const float = withQuantizers(all, () => false)
      const on = withQuantizers(all, ({ name }) => name === layer)
      expect((await inTwo(float, on, cuts, position)).outputs).toEqual(await runModel(on, { image }))
      if (layer === 'model.2') expect(nodes).toBeLessThan(whole / 2)
    }
  })

  it('goes on from one place to the next', async () => {
    const all = quantized()
    const cuts = new GraphCuts(all.graph)
    const [first, second] = ['model.1', 'model.2'].map((name) => cuts.at(cuts.before([name])) ?? [])
    const names = new Set(first.map(({ name }) => name))
    const fresh = second.filter(({ name }) => !names.has(name) && name !== 'image')
    const direct = await runModel(segment(all, [], fresh), { image })
    const before = await runModel(
      segment(
        all,
        [],
        first.filter(({ name }) => name !== 'image'),
      ),
      { image },
    )
    const step = segment(all, first, fresh)
    const feeds = step.graph.inputs.map(({ name }): [string, Feed] => {
      const tensor = before[heldName(name)]
      return [
        name,
        tensor === undefined ? image : { data: Float32Array.from(tensor.data), dims: tensor.dims },
      ]
    })
    expect(await runModel(step, Object.fromEntries(feeds))).toEqual(direct)
  })

  it('lets nothing over the place before everything but the image', () => {
    const cuts = new GraphCuts(quantized().graph)
    expect(cuts.at(0)?.map(({ name }) => name)).toEqual(['image'])
    expect(cuts.before(['model.2', 'model.1'])).toBe(cuts.before(['model.1']))
    expect(cuts.before(['no such layer'])).toBe(0)
  })
})
