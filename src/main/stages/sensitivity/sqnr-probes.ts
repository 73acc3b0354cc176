import type { StageContext } from '../../base/progress.ts'
import { blockOutputs } from '../../qat/block-outputs.ts'
import type { Model } from '../../onnx/model.ts'
import { withQuantizers } from '../../quant/quantizer-switches.ts'
import { tapModel } from '../../session/taps.ts'
import { blockOf } from '../../onnx/module-path.ts'
import { Sqnr } from '../output-sqnr.ts'
import { sharesOf, type EstimateWork, type UnitEstimate } from './estimates.ts'
import { GraphCuts } from './graph-cuts.ts'
import { outputWeights } from './output-weights.ts'
import type { Probes } from './probes.ts'
import type { NamedOutputs } from './shard-messages.ts'

/**
 * Estimates every unit from forward passes with it alone quantized, which begin where it does: how far the outputs, and
 * what its block hands on, are from the float model's. The outputs' share of the error is weighed as `outputWeights`
 * says.
 */
export async function estimateBySqnr(
  { quantized, detector, units }: EstimateWork,
  probes: Probes,
  context: StageContext = {},
): Promise<UnitEstimate[]> {
  const { signal } = context
  const float = withQuantizers(quantized, () => false)
  const outputs = float.graph.outputs.map(({ name }) => name)
  const ends = Map.groupBy(blockOutputs(float.graph), ({ block }) => block)
  const expected: NamedOutputs[] = []
  const everyEnd = [...ends.values()].flat().map(({ tensor }) => tensor)
  for await (const probed of probes.run(withTaps(float, everyEnd), { signal })) expected.push(probed.outputs)
  const weights = expected.map((all) => outputWeights(detector, pick(all, outputs)))
  const cuts = new GraphCuts(quantized.graph)
  const found: { name: string; error: number; sqnr: number; blockSqnr: number }[] = []
  for (const { name, readers } of units) {
    const own = [...new Set(Array.from(readers, blockOf))].flatMap((block) => ends.get(block) ?? [])
    const tapped = own.map(({ tensor }) => tensor)
    const model = withTaps(
      withQuantizers(quantized, (reader) => readers.has(reader.name)),
      tapped,
    )
    const cut = { base: float, cuts, position: cuts.before([...readers]) }
    const [atOutputs, atBlock] = [new Sqnr(), new Sqnr()]
    let error = 0
    for await (const { item, outputs: given } of probes.run(model, { cut, signal })) {
      for (const output of outputs) {
        const [one, other] = [expected[item][output].data, given[output].data]
        atOutputs.add(one, other)
        error += weightedError(one, other, weights[item].get(output))
      }
      for (const tensor of tapped) atBlock.add(expected[item][tensor].data, given[tensor].data)
    }
    found.push({ name, error, sqnr: atOutputs.decibels, blockSqnr: atBlock.decibels })
    context.onProgress?.({
      phase: 'estimate',
      label: name,
      done: found.length,
      total: units.length,
      unit: 'layers',
      detail: `${name}: ${atOutputs.decibels.toFixed(1)} dB`,
    })
  }
  const shares = sharesOf(found.map(({ error }) => error))
  return found.map(({ name, sqnr, blockSqnr }, index) => ({
    ...{ name, value: shares[index], activations: null, weights: null, sqnr },
    blockSqnr: Number.isFinite(blockSqnr) ? blockSqnr : null,
    halves: null,
  }))
}

/** A model that hands out inner tensors beside its outputs. */
function withTaps(model: Model, tensors: readonly string[]): Model {
  const outputs = new Set(model.graph.outputs.map(({ name }) => name))
  return tapModel(
    model,
    tensors.filter((name) => !outputs.has(name)),
    { keepOutputs: true },
  )
}

function pick(all: NamedOutputs, names: readonly string[]): NamedOutputs {
  return Object.fromEntries(names.map((name) => [name, all[name]]))
}

function weightedError(one: Float32Array, other: Float32Array, weights: Float32Array | undefined): number {
  let sum = 0
  for (let index = 0; index < one.length; index++)
    sum += (weights?.[index] ?? 1) * (one[index] - other[index]) ** 2
  return sum
}
