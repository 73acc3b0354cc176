import type { Value } from '../../onnx/value.ts'
import type { EngineTensor } from '../engine-layer.ts'
import type { EngineDataType } from '../tensor-format.ts'
import type { PlacedPrecisions } from './place-precisions.ts'
import type { Form } from './tensor-forms.ts'

/** Types of unquantized values in an engine. */
export type FloatType = 'fp16' | 'fp32'

/** Names and describes the tensors of a forecast engine as TensorRT does. */
export class ForecastTensors {
  private readonly placed: PlacedPrecisions
  private readonly shapes: ReadonlyMap<string, readonly number[]>
  private readonly floatType: FloatType

  constructor(
    placed: PlacedPrecisions,
    shapes: ReadonlyMap<string, readonly number[]>,
    floatType: FloatType,
  ) {
    this.placed = placed
    this.shapes = shapes
    this.floatType = floatType
  }

  /** A tensor in a form, as an engine lists it. */
  tensor(value: Value, form: Form): EngineTensor {
    const dataType: EngineDataType = form === 'float' ? this.floatType : 'int8'
    return {
      name: this.nameOf(value, form),
      dimensions: this.shapes.get(value.name) ?? [],
      format: dataType,
      dataType,
      layout: 'unknown',
    }
  }

  /** TensorRT names an INT8 tensor after the output of its quantizer. */
  private nameOf(value: Value, form: Form): string {
    if (form === 'float') return value.name
    const source = value.producer?.is('DequantizeLinear') ? value.producer.input(0) : null
    const origin = source?.producer?.input(0) ?? null
    // What a dequantizer hands on at its own scale is the quantized tensor itself.
    if (origin !== null && this.placed.native.get(value) === form) return this.nameOf(origin, form)
    const demand = this.placed.demands.of(value).find((one) => one.form === form)
    const quantizer = [...(demand?.quantizers ?? [])].find((node) => node.input(0) === value)
    return quantizer?.output.name ?? `${value.name}_int8_${form}`
  }
}
