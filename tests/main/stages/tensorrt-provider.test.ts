import { describe, expect, it } from 'vitest'
import { bundledProviders } from '../../../src/main/session/devices.ts'
import { requireTensorRtProvider, runnableEngine } from '../../../src/main/stages/tensorrt-provider.ts'
import { ModelBuilder } from '../../support/build-graph.ts'

const bundled = bundledProviders().includes('tensorrt')
const name = bundled
  ? 'without TensorRT in the runtime [skipped: this runtime has it]'
  : 'without TensorRT in the runtime'

describe.skipIf(bundled)(name, () => {
  it('says so, and how to get it or do without', async () => {
    await expect(requireTensorRtProvider()).rejects.toMatchObject({
      code: 'DEVICE_MISSING',
      message: expect.stringMatching(/^Device tensorrt cannot be used: (?!Device)/),
      wayOut: expect.stringMatching(/npm run setup:cuda.*simulate/),
    })
  })
})

describe('runnableEngine', () => {
  it('names an engine file that is gone', async () => {
    await expect(runnableEngine('/no/engine', new ModelBuilder().model, '10.3.0')).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    })
  })
})
