import type { PlainAttribute } from '../../../../src/main/onnx/attributes.ts'
import { tensorFrom } from '../../../../src/main/onnx/tensor.ts'
import type { Value } from '../../../../src/main/onnx/value.ts'
import { ModelBuilder } from '../../../support/build-graph.ts'

/** What of a ResNet is quantized beside the inputs of its layers. */
export interface ResNetVariant {
  readonly skip: boolean
  readonly pool: boolean
}

const STAGES = [1, 2, 3, 4]

/**
 * ResNet-18 with Q/DQ as pytorch-quantization exports it, a few channels wide. Nodes are numbered as PyTorch does, which
 * counts every node and constant, so that their names are those of recorded engines.
 */
export class ResNetBuilder extends ModelBuilder {
  private counter = 0
  private readonly scales = new Map<Value, number>()
  private readonly variant: ResNetVariant

  constructor(variant: ResNetVariant) {
    super()
    this.variant = variant
  }

  build(): this {
    let x = this.layer('conv1', this.input('input.1', [1, 4, 64, 64]), 4, 8, { kernel: 7, stride: 2 })
    x = this.counted('Relu', [x])
    x = this.counted('MaxPool', [x], { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] })
    for (const stage of STAGES) {
      x = this.block(`layer${stage}.0`, x, 8, stage > 1)
      x = this.block(`layer${stage}.1`, x, 8, false)
    }
    if (this.variant.pool) x = this.activation(x)
    x = this.counted('Flatten', [this.counted('GlobalAveragePool', [x])])
    const quantized = [this.activation(x), this.weight('fc.weight', [10, 8])]
    this.output(this.counted('Gemm', [...quantized, this.weights('fc.bias', [10])], { transB: 1 }))
    return this
  }

  private block(path: string, x: Value, channels: number, down: boolean): Value {
    const first = this.layer(`${path}.conv1`, x, channels, channels, { kernel: 3, stride: down ? 2 : 1 })
    const branch = this.layer(`${path}.conv2`, this.counted('Relu', [first]), channels, channels, { kernel: 3 })
    const skip = down ? this.layer(`${path}.downsample.0`, x, channels, channels, { stride: 2 }) : x
    const joined = this.counted('Add', [branch, this.variant.skip ? this.activation(skip) : skip])
    return this.counted('Relu', [joined])
  }

  private layer(path: string, x: Value, from: number, to: number, { kernel = 1, stride = 1 }): Value {
    const pad = (kernel - 1) / 2
    const inputs = [this.activation(x), this.weight(`${path}.weight`, [to, from, kernel, kernel])]
    const y = this.counted('Conv', inputs, {
      kernel_shape: [kernel, kernel],
      pads: [pad, pad, pad, pad],
      strides: [stride, stride],
    })
    const bn = ['weight', 'bias', 'running_mean', 'running_var'].map((name) =>
      this.initializer(tensorFrom(`${path}.bn.${name}`, [to], new Float32Array(to).fill(1))),
    )
    return this.counted('BatchNormalization', [y, ...bn])
  }

  /** Quantizers of one tensor have one scale, since they saw the same values. */
  private activation(x: Value): Value {
    const scale = this.scales.get(x) ?? (this.scales.size + 1) / 128
    this.scales.set(x, scale)
    const parameters = () => {
      this.counter += 2
      const name = `scale_${this.counter}`
      return [this.floats(name, [], [scale]), this.initializer(tensorFrom(`${name}_zero`, [], new Int8Array(1)))]
    }
    const quantized = this.counted('QuantizeLinear', [x, ...parameters()])
    return this.counted('DequantizeLinear', [quantized, ...parameters()])
  }

  private weight(name: string, dims: readonly number[]): Value {
    const scale = tensorFrom(`${name}_scale`, [dims[0]], new Float32Array(dims[0]).fill(0.01))
    const zero = tensorFrom(`${name}_zero`, [dims[0]], new Int8Array(dims[0]))
    const parameters = [this.initializer(scale), this.initializer(zero)]
    this.counter++
    const quantized = this.counted('QuantizeLinear', [this.weights(name, dims), ...parameters], { axis: 0 })
    return this.counted('DequantizeLinear', [quantized, ...parameters], { axis: 0 })
  }

  private counted(
    opType: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, PlainAttribute>> = {},
  ): Value {
    const name = `${opType}_${this.counter++}`
    return this.node(opType, inputs, attributes, { name, outputs: [`onnx::${name}`] })
  }
}
