import { describe, expect, it } from 'vitest'
import type { RunSummary } from '../../../../src/shared/contract/run.ts'
import { floatModelOf, quantizedBy } from '../../../../src/renderer/pages/engines/experiment-origin.ts'

const model = (name: string) => ({ sha256: name, name, family: null, path: `/models/${name}` })
const ancestor = (id: string, kind: RunSummary['kind'], path: string): RunSummary => ({
  ...{ id, kind, name: id, status: 'done', parentId: null, lostParent: null, groupId: null },
  ...{ model: model(path), outputModel: null, createdAt: 0, startedAt: 0, finishedAt: 0, error: null },
  ...{ favourite: false, folder: '', notes: '', tags: [], metrics: {} },
})
const built = (precision: string, ancestors: RunSummary[] = []) => ({
  ancestors,
  parameters: { precision },
  model: model('given.onnx'),
})

describe('where the recipe of an engine comes from', () => {
  it('is the run that quantized, also behind a fine-tuned model', () => {
    const lineage = [ancestor('tuned', 'qat', 'float.onnx'), ancestor('quantized', 'ptq', 'float.onnx')]
    const run = built('int8-explicit', lineage)
    expect(quantizedBy(run)).toBe('quantized')
    expect(floatModelOf(run)).toBe('/models/float.onnx')
  })

  it('is the given model where that was float, and not known where it had Q/DQ nodes', () => {
    expect(quantizedBy(built('fp16'))).toBeNull()
    expect(floatModelOf(built('int8-implicit'))).toBe('/models/given.onnx')
    expect(floatModelOf(built('int8-explicit'))).toBe('')
    expect(floatModelOf(undefined)).toBe('')
  })
})
