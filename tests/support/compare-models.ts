import { decodeModel } from '../../src/main/onnx/decode.ts'
import { encodeModel } from '../../src/main/onnx/encode.ts'
import type { Model } from '../../src/main/onnx/model.ts'
import { difference, runModel, type Feed, type Result } from './run-onnx.ts'

/** An independent copy of a model. */
export function copyOf(model: Model): Model {
  return decodeModel(encodeModel(model))
}

/**
 * Runs a model before and after an edit of it, both written and read again. @returns the largest difference of any
 * output (relative to the output's largest magnitude), and the outputs afterwards. The edit changes the given model.
 */
export async function compareRuns(
  model: Model,
  feeds: Readonly<Record<string, Feed>>,
  edit: (model: Model) => void,
): Promise<{ gap: number; outputs: Record<string, Result> }> {
  const before = await runModel(copyOf(model), feeds)
  edit(model)
  const outputs = await runModel(copyOf(model), feeds)
  const names = Object.keys(before)
  if (names.join() !== Object.keys(outputs).join())
    throw new Error(`outputs are now ${Object.keys(outputs).join()}`)
  return { gap: Math.max(...names.map((name) => difference(before[name], outputs[name]))), outputs }
}
