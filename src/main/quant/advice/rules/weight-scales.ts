import { constantOf } from '../../../onnx/constants.ts'
import { dimsOf } from '../../../onnx/tensor.ts'
import { weightAxis } from '../../weight-axis.ts'
import { changeModel, counted, ofLayers } from '../finding.ts'
import { needsQuantizers, type AdviceRule } from '../rule.ts'
import { SOURCES } from '../sources.ts'

/** Weights with one scale for all channels, or with scales along the wrong axis. */
export const weightScales: AdviceRule = {
  id: 'weight-scales',
  title: 'weights without a scale for each output channel',
  sources: [SOURCES.integerPrinciples, SOURCES.importer],
  needs: needsQuantizers,
  find({ graph: { layers, quantizers } }) {
    const found = layers.flatMap((layer) => {
      const quantizer = quantizers.find(
        ({ kind, layers: names }) => kind === 'weight' && names.includes(layer.name),
      )
      const stored = constantOf(layer.weight)
      if (quantizer === undefined || stored === null) return []
      const dims = dimsOf(stored)
      const axis = weightAxis(layer, dims.length)
      if (axis === null || dims[axis] === 1) return []
      return [{ layer, axis, got: quantizer.axis, channels: dims[axis], scales: quantizer.scales.length }]
    })
    const kinds = [
      { variant: 'per-tensor', severity: 'warning', found: found.filter(({ scales }) => scales === 1) },
      {
        variant: 'axis',
        severity: 'error',
        found: found.filter(
          ({ scales, axis, got, channels }) => scales > 1 && (got !== axis || scales !== channels),
        ),
      },
    ] as const
    return kinds
      .filter((kind) => kind.found.length > 0)
      .map((kind) => ({
        variant: kind.variant,
        severity: kind.severity,
        title:
          kind.variant === 'axis'
            ? `${counted(kind.found.length, 'layer')} with scales along the wrong axis of the weights`
            : `${counted(kind.found.length, 'layer')} with one scale for all channels of the weights`,
        ...ofLayers(kind.found.map(({ layer }) => layer)),
        evidence: kind.found.map(({ layer, scales, channels }) => ({
          what: `scales for ${channels} output channels`,
          value: scales,
          unit: 'scales',
          subject: layer.name,
        })),
        reason:
          kind.variant === 'axis'
            ? 'TensorRT refuses it: the number of scales is not equal to the number of output channels (axis 0 of Conv, axis 1 of ConvTranspose).'
            : 'The largest channel sets the scale of all: small channels keep few levels, which a scale a channel avoids at no cost.',
        change: changeModel(
          'quantize-again',
          'Quantize the float model here: weights get a scale for each output channel.',
        ),
      }))
  },
}
