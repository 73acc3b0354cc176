import { parseClassNames } from '../data/class-names.ts'
import type { Size } from '../data/rgb-image.ts'
import { declaredShape } from '../onnx/declared-shape.ts'
import { imageInput } from '../onnx/image-input.ts'
import type { Model } from '../onnx/model.ts'
import { inferShapes } from '../onnx/shapes.ts'
import type { Value } from '../onnx/value.ts'
import type { Outputs } from './family.ts'
import { identifiersOf, tailOf, type Signature } from './signature.ts'

/**
 * What families recognise a model by, for inputs of a given size. Shapes are the trial outputs' where there are any,
 * else inferred, else the declared ones. Throws MODEL_INPUT where the model takes no image.
 */
export function signatureOf(model: Model, { width, height }: Size, trial: Outputs | null): Signature {
  const { graph } = model
  const input = imageInput(model)
  const inputDims =
    input.layout === 'NCHW' ? [1, input.channels, height, width] : [1, height, width, input.channels]
  const shapes = inferShapes(model, new Map([[input.name, inputDims]]))
  const dimsOf = (output: Value): (number | null)[] => {
    const dims = trial?.get(output.name)?.dims ?? shapes.get(output.name) ?? declaredNumbers(output)
    return dims.map((dim, axis) => (axis === 0 && input.batch === null ? null : dim))
  }
  return {
    outputs: graph.outputs.map((output) => ({
      name: output.name,
      dims: dimsOf(output),
      tail: tailOf(output),
      trial: trial?.get(output.name) ?? null,
    })),
    width,
    height,
    classNames: parseClassNames(model.metadata.get('names') ?? ''),
    identifiers: identifiersOf(graph),
    graph,
  }
}

function declaredNumbers(output: Value): (number | null)[] {
  return (declaredShape(output) ?? []).map((dim) => (typeof dim === 'number' ? dim : null))
}
