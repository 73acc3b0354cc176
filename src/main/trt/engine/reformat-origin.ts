import type { EngineLayer, EngineTensor } from '../engine-layer.ts'
import { reformattedLayer } from '../layer-origin.ts'
import { isFloat } from './layer-precision.ts'

/** What a reformat changes. */
export type ReformatRole = 'quantize' | 'dequantize' | 'requantize' | 'type' | 'layout' | 'unknown'

export interface ReformatOrigin {
  /** `QDQ`: a quantizer of the model that found no layer to fuse with. `REFORMAT`: TensorRT put it there itself. */
  readonly origin: 'QDQ' | 'REFORMAT' | 'unknown'
  readonly role: ReformatRole
  /** `fp16 → int8`; of one that changes the layout alone `int8 linear → int8 chw32`. */
  readonly conversion: string
}

/** Where a reformat comes from, by its own word, else by its name: newer exports leave the origin out. */
export function originOf(layer: EngineLayer): ReformatOrigin {
  const role = roleOf(layer)
  return { origin: sourceOf(layer), role, conversion: conversionOf(layer, role) }
}

function sourceOf({ origin, name, onnxLayers }: EngineLayer): ReformatOrigin['origin'] {
  if (origin === 'QDQ' || origin === 'REFORMAT') return origin
  if (reformattedLayer(name) !== undefined) return 'REFORMAT'
  return onnxLayers.some((part) => /(?:Des|De)?quant/i.test(part)) ? 'QDQ' : 'unknown'
}

function roleOf(layer: EngineLayer): ReformatRole {
  const [input, output] = [layer.inputs.at(0), layer.outputs.at(0)]
  if (input === undefined || output === undefined) return 'unknown'
  const [from, to] = [input.dataType, output.dataType]
  if (isFloat(from) && to === 'int8') return 'quantize'
  if (from === 'int8' && isFloat(to)) return 'dequantize'
  if (from !== to) return 'type'
  return from === 'int8' && sourceOf(layer) === 'QDQ' ? 'requantize' : 'layout'
}

function conversionOf({ inputs, outputs }: EngineLayer, role: ReformatRole): string {
  const [input, output] = [inputs.at(0), outputs.at(0)]
  if (input === undefined || output === undefined) return ''
  const text = ({ dataType, layout }: EngineTensor) =>
    role === 'layout' ? `${dataType} ${layout}` : dataType
  return `${text(input)} → ${text(output)}`
}
