import { QuantbenchError } from '../base/errors.ts'
import { imageInput } from '../onnx/image-input.ts'
import type { Model } from '../onnx/model.ts'

/** Throws USAGE where a model cannot run so many images at once, or not in rectangular shapes. */
export function requireFit(model: Model, { batch, rect = false }: { batch?: number; rect?: boolean }): void {
  const { name, batch: fixed, height, width } = imageInput(model)
  if (batch !== undefined && fixed !== null && batch !== fixed) {
    throw new QuantbenchError(
      'USAGE',
      `The model takes ${fixed} image${fixed === 1 ? '' : 's'} a run (input ${name}), not ${batch}`,
      {
        wayOut: `Use --batch ${fixed}, or export the model with a dynamic batch axis.`,
      },
    )
  }
  if (rect && (height !== null || width !== null)) {
    throw new QuantbenchError(
      'USAGE',
      `Rectangular batches need dynamic axes; input ${name} is fixed at ${height ?? '?'} × ${width ?? '?'}`,
      { wayOut: 'Leave --rect out, or export the model with dynamic height and width.' },
    )
  }
}
