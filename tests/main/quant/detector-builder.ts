import type { PlainAttribute } from '../../../src/main/onnx/attributes.ts'
import type { Value } from '../../../src/main/onnx/value.ts'
import { ModelBuilder } from '../../support/build-graph.ts'

interface ConvOptions {
  kernel?: number
  stride?: number
  groups?: number
  /** SiLU behind it, as in YOLO's Conv module; without it the bare convolution. */
  act?: boolean
}

/** Builds detector-like graphs with PyTorch's names; feature maps are NCHW with known channel counts. */
export class DetectorBuilder extends ModelBuilder {
  private readonly channels = new Map<Value, number>()

  image(channels = 3, size = 16): Value {
    return this.feature(this.input('images', [1, channels, size, size]), channels)
  }

  /** Notes how many channels a tensor has, for the layers that read it. */
  feature(value: Value, channels: number): Value {
    this.channels.set(value, channels)
    return value
  }

  channelsOf(value: Value): number {
    const channels = this.channels.get(value)
    if (channels === undefined) throw new Error(`the channels of ${value.name} are not known`)
    return channels
  }

  /** A convolution `<path>` with the weights `<path>.weight`, SiLU behind it unless `act` is false. */
  conv(
    path: string,
    x: Value,
    out: number,
    { kernel = 1, stride = 1, groups = 1, act = true }: ConvOptions = {},
  ) {
    const weight = this.weights(`${path}.weight`, [out, this.channelsOf(x) / groups, kernel, kernel])
    const bias = this.weights(`${path}.bias`, [out])
    const pad = (kernel - 1) / 2
    const y = this.named(`${path}.Conv`, 'Conv', [x, weight, bias], {
      kernel_shape: [kernel, kernel],
      pads: [pad, pad, pad, pad],
      strides: [stride, stride],
      group: groups,
    })
    this.feature(y, out)
    return act ? this.silu(path, y) : y
  }

  silu(path: string, x: Value): Value {
    const gate = this.named(`${path}.act.Sigmoid`, 'Sigmoid', [x])
    return this.feature(this.named(`${path}.act.Mul`, 'Mul', [x, gate]), this.channelsOf(x))
  }

  /** YOLO's bottleneck: two convolutions and, with a shortcut, the addition of its input. */
  bottleneck(path: string, x: Value): Value {
    const channels = this.channelsOf(x)
    const branch = this.conv(`${path}.cv2`, this.conv(`${path}.cv1`, x, channels), channels, { kernel: 3 })
    return this.feature(this.named(`${path}.Add`, 'Add', [x, branch]), channels)
  }

  concat(path: string, parts: readonly Value[]): Value {
    const channels = parts.reduce((sum, part) => sum + this.channelsOf(part), 0)
    return this.feature(this.named(`${path}.Concat`, 'Concat', parts, { axis: 1 }), channels)
  }

  /** MaxPool of any window that keeps the size. */
  maxPool(path: string, x: Value, kernel = 5): Value {
    const pad = (kernel - 1) / 2
    const attributes = { kernel_shape: [kernel, kernel], pads: [pad, pad, pad, pad], strides: [1, 1] }
    return this.feature(this.named(`${path}.MaxPool`, 'MaxPool', [x], attributes), this.channelsOf(x))
  }

  /** Nearest-neighbour resize to twice the size. */
  upsample(path: string, x: Value): Value {
    const scales = this.floats(`${path}.scales`, [4], [1, 1, 2, 2])
    const y = this.named(`${path}.Resize`, 'Resize', [x, null, scales], {
      mode: 'nearest',
      nearest_mode: 'floor',
      coordinate_transformation_mode: 'asymmetric',
    })
    return this.feature(y, this.channelsOf(x))
  }

  /** Splits the channels in equal parts. */
  split(path: string, x: Value, parts: number): Value[] {
    const each = this.channelsOf(x) / parts
    const sizes = this.ints(
      `${path}.split`,
      Array.from({ length: parts }, () => each),
    )
    const outputs = Array.from({ length: parts }, (_, part) => `${path}.Split_${part}`)
    const values = this.nodes('Split', [x, sizes], { axis: 1 }, { name: `${path}.Split`, outputs })
    return values.map((value) => this.feature(value, each))
  }

  /** A node whose output is named after it. */
  named(
    name: string,
    opType: string,
    inputs: readonly (Value | null)[],
    attributes: Readonly<Record<string, PlainAttribute>> = {},
  ): Value {
    return this.node(opType, inputs, attributes, { name, outputs: [`${name}_output`] })
  }
}
