import { describe, expect, it } from 'vitest'
import { modelNameAt } from '../../../src/main/runs/model-name.ts'
import { addModel, temporaryStore } from './temporary-store.ts'

describe('modelNameAt', () => {
  it('is the name of the file, and of a file of the store what it was stored as', () => {
    const store = temporaryStore()
    const hash = addModel(store, 'detector-ptq-mse')
    expect(modelNameAt(store, '/models/yolov5n.onnx')).toBe('yolov5n.onnx')
    expect(modelNameAt(store, `/home/artifacts/ab/${hash}`)).toBe('detector-ptq-mse')
    expect(modelNameAt(store, `/home/artifacts/00/${'0'.repeat(64)}`)).toBe('0'.repeat(64))
  })
})
