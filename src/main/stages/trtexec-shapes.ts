import { QuantbenchError } from '../base/errors.ts'
import { declaredShape } from '../onnx/declared-shape.ts'
import { imageInput } from '../onnx/image-input.ts'
import type { Model } from '../onnx/model.ts'
import type { Value } from '../onnx/value.ts'
import type { InputShapes } from '../trt/trtexec-intent.ts'

/** What dynamic axes are to be. */
export interface ShapeWishes {
  /** Images a query; the optimum of the engine's profile. */
  readonly batch: number
  /** Smallest and largest batch that the engine takes; `batch` unless given. */
  readonly minBatch?: number
  readonly maxBatch?: number
  readonly size?: { readonly height: number; readonly width: number }
}

export interface ModelShapes {
  /** Inputs with dynamic axes; the others say their shape themselves. */
  readonly shapes: readonly InputShapes[]
  /** Images a query, as the model or the wishes have it. */
  readonly batch: number
}

const SIZE = { height: 640, width: 640 }

/**
 * Shapes for an engine of a model: the batch axis as wished, height and width where the model leaves them open. Throws
 * MODEL_INPUT for other dynamic axes, and USAGE for a batch outside its own range.
 */
export function engineShapes(model: Model, wishes: ShapeWishes): ModelShapes {
  const { batch, minBatch = batch, maxBatch = batch } = wishes
  if (minBatch > batch || batch > maxBatch) {
    throw new QuantbenchError(
      'USAGE',
      `Expected smallest ≤ measured ≤ largest batch, got ${minBatch}, ${batch}, ${maxBatch}`,
      { wayOut: 'Widen --min-batch and --max-batch.' },
    )
  }
  const inputs = model.graph.inputs.filter((input) => input.initializer === null)
  const axes = inputs.map((input) => ({ input: input.name, dims: dimsFor(model, input, wishes) }))
  const shapes = axes.flatMap(({ input, dims }): InputShapes[] => {
    if (dims.every(({ dynamic }) => !dynamic)) return []
    const at = (images: number) => dims.map(({ size, batched }) => (batched ? images : size))
    return [{ input, min: at(minBatch), opt: at(batch), max: at(maxBatch) }]
  })
  return { shapes, batch: axes.at(0)?.dims.at(0)?.size ?? batch }
}

interface Axis {
  readonly size: number
  readonly dynamic: boolean
  /** A dynamic batch axis. */
  readonly batched: boolean
}

function dimsFor(model: Model, input: Value, { batch, size = SIZE }: ShapeWishes): Axis[] {
  const shape = declaredShape(input)
  if (shape === null) throw unknownAxis(input, 'no shape')
  return shape.map((dim, axis) => {
    if (typeof dim === 'number' && dim > 0) return { size: dim, dynamic: false, batched: false }
    if (axis === 0) return { size: batch, dynamic: true, batched: true }
    const wanted = imageAxes(model, shape.length, size)?.[axis]
    if (wanted === undefined) throw unknownAxis(input, `axis ${axis} is dynamic`)
    return { size: wanted, dynamic: true, batched: false }
  })
}

/** Sizes of the axes of an image input, batch aside. Throws MODEL_INPUT where the input is no image. */
function imageAxes(model: Model, rank: number, size: NonNullable<ShapeWishes['size']>): number[] | undefined {
  if (rank !== 4) return undefined
  const { layout, channels } = imageInput(model)
  const { height, width } = size
  return layout === 'NCHW' ? [1, channels, height, width] : [1, height, width, channels]
}

function unknownAxis({ name }: Value, what: string): QuantbenchError {
  return new QuantbenchError('MODEL_INPUT', `Expected known sizes of input ${name}, got ${what}`, {
    wayOut: 'Export the model with fixed sizes, batch, height and width of images aside.',
  })
}
