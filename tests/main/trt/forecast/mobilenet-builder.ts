import type { Value } from '../../../../src/main/onnx/value.ts'
import { CountedBuilder } from './counted-builder.ts'

const CHANNELS = 8
const BLOCKS = 17
/** Blocks that add their input to their output. */
const RESIDUAL = [3, 5, 6, 8, 9, 10, 12, 13, 15, 16]

/** MobileNetV2, with or without quantized skip inputs. */
export class MobileNetBuilder extends CountedBuilder {
  private readonly quantizedSkip: boolean

  constructor(quantizedSkip: boolean) {
    super()
    this.quantizedSkip = quantizedSkip
  }

  build(): this {
    let x = this.unit('features.0.0', this.input('input1', [1, CHANNELS, 32, 32]), { act: true })
    x = this.unit('features.1.conv.0.0', x, { act: true, depthwise: true })
    x = this.unit('features.1.conv.1', x)
    for (let block = 2; block <= BLOCKS; block++)
      x = this.block(`features.${block}.conv`, x, RESIDUAL.includes(block))
    x = this.counted('GlobalAveragePool', [this.unit('features.18.0', x, { act: true })])
    // The batch size for the Reshape is computed by nodes of its own.
    this.skip(this.quantizedSkip ? 6 : 7)
    x = this.counted('Reshape', [x, this.ints('shape', [1, CHANNELS])])
    const quantized = [this.activation(x), this.weight('classifier.1.weight', [10, CHANNELS], this.constants)]
    this.output(this.counted('Gemm', [...quantized, this.weights('classifier.1.bias', [10])], { transB: 1 }))
    return this
  }

  private block(path: string, x: Value, residual: boolean): Value {
    const skip = residual && this.quantizedSkip ? this.activation(x) : x
    const wide = this.unit(`${path}.0.0`, x, { act: true })
    const result = this.unit(`${path}.2`, this.unit(`${path}.1.0`, wide, { act: true, depthwise: true }))
    return residual ? this.counted('Add', [skip, result]) : result
  }

  /** The two models were exported by different versions, which write constants differently. */
  private get constants(): readonly [number, number] {
    return this.quantizedSkip ? [1, 0] : [2, 2]
  }

  private unit(path: string, x: Value, { act = false, depthwise = false } = {}): Value {
    const weight = this.weight.bind(this, `${path}.weight`, [CHANNELS, depthwise ? 1 : CHANNELS, 1, 1])
    const y = this.counted('Conv', [this.activation(x), weight(this.constants)], {
      kernel_shape: [1, 1],
      group: depthwise ? CHANNELS : 1,
    })
    const normal = this.batchNorm(path, y, CHANNELS)
    if (!act) return normal
    this.skip(2)
    const bounds = [0, 6].map((bound) => this.floats(`${path}.bound${bound}`, [], [bound]))
    return this.counted('Clip', [normal, ...bounds])
  }
}
