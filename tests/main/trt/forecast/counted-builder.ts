import type { PlainAttribute } from '../../../../src/main/onnx/attributes.ts'
import { tensorFrom } from '../../../../src/main/onnx/tensor.ts'
import type { Value } from '../../../../src/main/onnx/value.ts'
import { ModelBuilder } from '../../../support/build-graph.ts'

/**
 * Q/DQ models as pytorch-quantization exports them, a few channels wide. Nodes are numbered as PyTorch does, which counts
 * every node and constant, so that their names are those of recorded engines.
 */
export class CountedBuilder extends ModelBuilder {
  private counter = 0
  private readonly scales = new Map<Value, number>()

  /** Counts constants that are nodes in PyTorch's own graph. */
  protected skip(constants: number): void {
    this.counter += constants
  }

  /** Quantizers of one tensor have one scale, since they saw the same values. */
  protected activation(x: Value): Value {
    const scale = this.scales.get(x) ?? (this.scales.size + 1) / 128
    this.scales.set(x, scale)
    const parameters = () => {
      this.skip(2)
      const name = `scale_${this.counter}`
      return [
        this.floats(name, [], [scale]),
        this.initializer(tensorFrom(`${name}_zero`, [], new Int8Array(1))),
      ]
    }
    const quantized = this.counted('QuantizeLinear', [x, ...parameters()])
    return this.counted('DequantizeLinear', [quantized, ...parameters()])
  }

  /** `constants` are those that the exporter wrote before each node of the pair. */
  protected weight(name: string, dims: readonly number[], constants: readonly [number, number]): Value {
    const scale = tensorFrom(`${name}_scale`, [dims[0]], new Float32Array(dims[0]).fill(0.01))
    const zero = tensorFrom(`${name}_zero`, [dims[0]], new Int8Array(dims[0]))
    const parameters = [this.initializer(scale), this.initializer(zero)]
    this.skip(constants[0])
    const quantized = this.counted('QuantizeLinear', [this.weights(name, dims), ...parameters], { axis: 0 })
    this.skip(constants[1])
    return this.counted('DequantizeLinear', [quantized, ...parameters], { axis: 0 })
  }

  protected batchNorm(path: string, x: Value, channels: number): Value {
    const parameters = ['weight', 'bias', 'running_mean', 'running_var'].map((name) =>
      this.initializer(tensorFrom(`${path}.bn.${name}`, [channels], new Float32Array(channels).fill(1))),
    )
    return this.counted('BatchNormalization', [x, ...parameters])
  }

  protected counted(
    opType: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, PlainAttribute>> = {},
  ): Value {
    const name = `${opType}_${this.counter++}`
    return this.node(opType, inputs, attributes, { name, outputs: [`onnx::${name}`] })
  }
}
