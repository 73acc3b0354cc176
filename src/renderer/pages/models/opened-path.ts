import { addressOf } from './dataset/dataset-source.ts'

/** Part of the address for a path that was opened or dropped anywhere: models end in .onnx, all else holds data. */
export function openedPath(path: string): Record<string, string> {
  if (path.toLowerCase().endsWith('.onnx')) return { tab: 'models', model: path }
  return { tab: 'datasets', dataset: addressOf({ dir: path }).dataset }
}
