import type { Feature, LayerBuilder } from './layer-builder.ts'

/** 1×1, then 3×3, with a residual Add where asked for. */
function bottleneck(layers: LayerBuilder, path: string, input: Feature, shortcut: boolean): Feature {
  const narrow = layers.convolution(`${path}/cv1`, input, input.channels)
  const wide = layers.convolution(`${path}/cv2`, narrow, input.channels, { kernel: 3 })
  return shortcut ? layers.add(path, input, wide) : wide
}

/** YOLOv5's C3 with one bottleneck: half of the channels go through it, the other half past it. */
export function c3(
  layers: LayerBuilder,
  path: string,
  input: Feature,
  outputs: number,
  { shortcut = true } = {},
): Feature {
  const hidden = outputs / 2
  const through = layers.convolution(`${path}/cv1`, input, hidden)
  const worked = bottleneck(layers, `${path}/m/m.0`, through, shortcut)
  const past = layers.convolution(`${path}/cv2`, input, hidden)
  return layers.convolution(`${path}/cv3`, layers.concat(path, [worked, past]), outputs)
}

/** YOLOv8's C2f with one bottleneck: a Split, and every stage's result in the Concat. */
export function c2f(layers: LayerBuilder, path: string, input: Feature, outputs: number): Feature {
  const hidden = outputs / 2
  const both = layers.convolution(`${path}/cv1`, input, outputs)
  const sizes = layers.ints(`${path}/Constant_output_0`, [hidden, hidden])
  const halves = layers.node(path, 'Split', [both.value, sizes], { axis: 1 }, 2)
  const [one, other] = halves.map((value): Feature => ({ value, channels: hidden }))
  const worked = bottleneck(layers, `${path}/m/m.0`, other, true)
  return layers.convolution(`${path}/cv2`, layers.concat(path, [one, other, worked]), outputs)
}

/** YOLOv5's SPPF: three 5×5 pools one after the other, all of them in the Concat. */
export function sppf(layers: LayerBuilder, path: string, input: Feature, outputs: number): Feature {
  const hidden = input.channels / 2
  const stages = [layers.convolution(`${path}/cv1`, input, hidden)]
  for (let stage = 0; stage < 3; stage++) {
    const [value] = layers.node(`${path}/m`, 'MaxPool', [stages[stage].value], {
      ceil_mode: 0,
      kernel_shape: [5, 5],
      pads: [2, 2, 2, 2],
      strides: [1, 1],
    })
    stages.push({ value, channels: hidden })
  }
  return layers.convolution(`${path}/cv2`, layers.concat(path, stages), outputs)
}
