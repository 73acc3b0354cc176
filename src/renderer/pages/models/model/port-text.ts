import type { Inspection } from '../../../../shared/contract/model.ts'

/** An input or output as `images float32 [batch, 3, 640, 640]`; a question mark where a dimension has no name. */
export function portText({ name, type, dims }: Inspection['inputs'][number]): string {
  return `${name} ${type} ${dims === null ? '' : `[${dims.map((dim) => dim ?? '?').join(', ')}]`}`.trim()
}
