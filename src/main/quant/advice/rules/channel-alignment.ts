import { sizeOf } from '../../../base/tensor.ts'
import { changeModel, counted, ofLayers } from '../finding.ts'
import type { WeightFacts } from '../weight-facts.ts'
import { intOf } from '../../../onnx/attributes.ts'
import { needsFloatGraph, type AdviceRule } from '../rule.ts'
import { SOURCES } from '../sources.ts'

/** INT8 Tensor Core kernels take channels by 16, the vectorised layouts of INT8 (kCHW32) by 32. */
const ALIGNMENT = 16
const LAYOUT = 32
/** Images have that few, and the first convolution has kernels for them. */
const IMAGE_CHANNELS = 4
/** Where a quarter is padding in a network large enough (YOLOv5n has 2.2 G) for arithmetic to decide its time. */
const MUCH = 25
const LARGE = 2e9

/** Convolutions whose channels INT8 kernels have to pad. */
export const channelAlignment: AdviceRule = {
  id: 'channel-alignment',
  title: 'channels that are no multiples of 16 or 32',
  sources: [SOURCES.bestPractices],
  needs: needsFloatGraph,
  find({ graph: { float } }) {
    if (float === null) return []
    const head = new Set(float.head.layers)
    const all = float.weights.filter(
      ({ layer, depthwise }) =>
        layer.node.is('Conv') &&
        !depthwise &&
        !head.has(layer) &&
        intOf(layer.node.attributes, 'group', 1) === 1,
    )
    const found = all.filter(({ dims }) => !isAligned(dims, ALIGNMENT))
    if (found.length === 0) return []
    const padding = (by: number) => paddingPercent(all, float.macs, by)
    const macs = float.macs.values().reduce((sum, value) => sum + value, 0)
    return [
      {
        severity: padding(ALIGNMENT) >= MUCH && macs >= LARGE ? 'warning' : 'info',
        title: `${counted(found.length, 'convolution')} with channels that are no multiple of ${ALIGNMENT}`,
        ...ofLayers(found.map(({ layer }) => layer)),
        evidence: [
          { what: 'multiply-accumulates spent on padding to 16', value: padding(ALIGNMENT), unit: '%' },
          { what: 'multiply-accumulates spent on padding to 32', value: padding(LAYOUT), unit: '%' },
          { what: 'multiply-accumulates of an image', value: macs / 1e9, unit: 'G' },
          ...found.map(({ layer, dims }) => ({
            what: 'output channels',
            value: dims[0],
            unit: `from ${dims[1]} input channels`,
            subject: layer.name,
          })),
        ],
        reason:
          'Kernels pad channels up and compute the padding too. Nothing mends it but other widths, so it counts when the next model is chosen or pruned.',
        change: changeModel(
          'align-channels',
          `When the model is trained or pruned next, keep widths at multiples of ${LAYOUT} (${ALIGNMENT} at least).`,
        ),
      },
    ]
  },
}

function isAligned(dims: readonly number[], by: number): boolean {
  return dims[0] % by === 0 && (dims[1] <= IMAGE_CHANNELS || dims[1] % by === 0)
}

/** Share of the padded multiply-accumulates that is padding, where layers are padded to multiples of `by`. */
function paddingPercent(all: readonly WeightFacts[], macs: ReadonlyMap<string, number>, by: number): number {
  let useful = 0
  let padded = 0
  for (const { layer, dims } of all) {
    const cost = macs.get(layer.name) ?? 0
    useful += cost
    padded += (cost * sizeOf(paddedChannels(dims, by))) / sizeOf(dims.slice(0, 2))
  }
  return padded === 0 ? 0 : 100 * (1 - useful / padded)
}

function paddedChannels([outputs, inputs]: readonly number[], by: number): number[] {
  const up = (count: number) => Math.ceil(count / by) * by
  return [up(outputs), inputs <= IMAGE_CHANNELS ? inputs : up(inputs)]
}
