import { describe, expect, it } from 'vitest'
import { modelName } from '../../../../src/renderer/pages/engines/model-name.ts'

describe('modelName', () => {
  const sha256 = '46'.repeat(32)
  const known = [{ path: '/models/a.onnx', sha256, name: 'a-ptq.onnx' }]

  it('knows a model by its path and a file of the store by its content', () => {
    expect(modelName('/models/a.onnx', known)).toBe('a-ptq.onnx')
    expect(modelName(`/home/artifacts/46/${sha256}`, known)).toBe('a-ptq.onnx')
    expect(modelName(`C:\\home\\artifacts\\${sha256}`, known)).toBe('a-ptq.onnx')
  })

  it('else takes the name of the file', () => {
    expect(modelName('/models/b.onnx', known)).toBe('b.onnx')
    expect(modelName(`/home/artifacts/46/${sha256}`, [])).toBe(sha256)
  })
})
