import type { Value } from '../../../../src/main/onnx/value.ts'
import { CountedBuilder } from './counted-builder.ts'

const STAGES = [1, 2, 3, 4]
const CHANNELS = 8

/** ResNet-18; beside the inputs of its layers the skip inputs and the average pool may be quantized. */
export class ResNetBuilder extends CountedBuilder {
  private readonly variant: { readonly skip: boolean; readonly pool: boolean }

  constructor(variant: { readonly skip: boolean; readonly pool: boolean }) {
    super()
    this.variant = variant
  }

  build(): this {
    let x = this.layer('conv1', this.input('input.1', [1, CHANNELS, 64, 64]), { kernel: 7, stride: 2 })
    x = this.counted('Relu', [x])
    x = this.counted('MaxPool', [x], { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] })
    for (const stage of STAGES) {
      x = this.block(`layer${stage}.0`, x, stage > 1)
      x = this.block(`layer${stage}.1`, x, false)
    }
    if (this.variant.pool) x = this.activation(x)
    x = this.counted('Flatten', [this.counted('GlobalAveragePool', [x])])
    const quantized = [this.activation(x), this.weight('fc.weight', [10, CHANNELS], [1, 0])]
    this.output(this.counted('Gemm', [...quantized, this.weights('fc.bias', [10])], { transB: 1 }))
    return this
  }

  private block(path: string, x: Value, down: boolean): Value {
    const first = this.layer(`${path}.conv1`, x, { kernel: 3, stride: down ? 2 : 1 })
    const branch = this.layer(`${path}.conv2`, this.counted('Relu', [first]), { kernel: 3 })
    const skip = down ? this.layer(`${path}.downsample.0`, x, { stride: 2 }) : x
    const joined = this.counted('Add', [branch, this.variant.skip ? this.activation(skip) : skip])
    return this.counted('Relu', [joined])
  }

  private layer(path: string, x: Value, { kernel = 1, stride = 1 }): Value {
    const pad = (kernel - 1) / 2
    const weight = [CHANNELS, CHANNELS, kernel, kernel]
    const y = this.counted('Conv', [this.activation(x), this.weight(`${path}.weight`, weight, [1, 0])], {
      kernel_shape: [kernel, kernel],
      pads: [pad, pad, pad, pad],
      strides: [stride, stride],
    })
    return this.batchNorm(path, y, CHANNELS)
  }
}
