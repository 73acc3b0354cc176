import { describe, expect, it } from 'vitest'
import { sha256 } from '../../../src/main/base/files.ts'
import { RunRecorder } from '../../../src/main/runs/run-recorder.ts'
import { addRun, temporaryStore } from './temporary-store.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('RunRecorder.keepModel', () => {
  async function made(family: string | null, given: string | null): Promise<string | null | undefined> {
    const store = temporaryStore()
    const float = sha256(bytes(`float ${family} ${given}`))
    store.models.register({
      ...{ sha256: float, path: '/m.onnx', size: 3, name: 'm.onnx' },
      ...(family === null ? {} : { family }),
    })
    const run = addRun(store, { modelSha256: float })
    const quantized = bytes(`quantized ${family} ${given}`)
    await new RunRecorder(store, { argv: [], provider: null }).keepModel(run, quantized, 'm-ptq.onnx', given)
    return store.models.get(sha256(quantized))?.family
  }

  it('takes the family of the model that it was made from, where none is given', async () => {
    expect(await made('yolov5', null)).toBe('yolov5')
    expect(await made('yolov5', 'yolov8')).toBe('yolov8')
    expect(await made(null, null)).toBeNull()
  })
})
