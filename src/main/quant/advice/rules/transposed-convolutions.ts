import { intOf } from '../../../onnx/attributes.ts'
import { changeModel, changeRecipe, counted, ofLayers } from '../finding.ts'
import { macsPercent } from '../graph-facts.ts'
import { layerPattern } from '../../recipe-change.ts'
import { needsFloatGraph, type AdviceRule } from '../rule.ts'
import { SOURCES } from '../sources.ts'

/** Learned upsampling, where others only copy. */
export const transposedConvolutions: AdviceRule = {
  id: 'transposed-convolutions',
  title: 'ConvTranspose where Upsample would do',
  sources: [SOURCES.importer, SOURCES.quantizedTypes],
  needs: needsFloatGraph,
  find({ graph: { float } }) {
    if (float === null) return []
    const all = float.layers.filter(({ node }) => node.is('ConvTranspose') && !float.head.tail.has(node))
    const isGrouped = ({ node }: (typeof all)[number]) => intOf(node.attributes, 'group', 1) > 1
    const quantized = new Set(float.placement.layers.map(({ name }) => name))
    const grouped = all.filter((layer) => isGrouped(layer) && quantized.has(layer.name))
    const plain = all.filter((layer) => !isGrouped(layer))
    return [
      ...(plain.length === 0
        ? []
        : [
            {
              severity: 'info' as const,
              title: `${counted(plain.length, 'transposed convolution')} for upsampling`,
              ...ofLayers(plain),
              evidence: [
                { what: 'share of the multiply-accumulates', value: macsPercent(float, plain), unit: '%' },
              ],
              reason:
                'A nearest-neighbour Resize copies, costs no arithmetic, and lets one scale pass through; a ConvTranspose is a layer of its own with a quantizer before it. Its scales lie on axis 1 of the weights, which some tools get wrong.',
              change: changeModel(
                'replace-upsampling',
                'Where the model is trained anew anyway, try Upsample (nearest) and a convolution in its place.',
              ),
            },
          ]),
      ...(grouped.length === 0
        ? []
        : [
            {
              variant: 'grouped',
              severity: 'warning' as const,
              title: `${counted(grouped.length, 'grouped transposed convolution')} with one scale for all weights`,
              ...ofLayers(grouped),
              evidence: grouped.map((layer) => ({
                what: 'groups',
                value: intOf(layer.node.attributes, 'group', 1),
                subject: layer.name,
              })),
              reason:
                'TensorRT asks for a scale for each output channel, and axis 1 has only those of one group: what is left is one scale for the whole tensor.',
              change: changeRecipe(
                { exclude: grouped.map(({ name }) => layerPattern(name)) },
                'Leave these layers float, or upsample by a nearest-neighbour Resize.',
              ),
            },
          ]),
    ]
  },
}
