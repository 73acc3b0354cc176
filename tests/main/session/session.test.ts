import { describe, expect, it } from 'vitest'
import { encodeModel } from '../../../src/main/onnx/encode.ts'
import { DataType } from '../../../src/main/onnx/proto.ts'
import { tensorFrom } from '../../../src/main/onnx/tensor.ts'
import { bundledProviders, providerFor } from '../../../src/main/session/devices.ts'
import { openSession } from '../../../src/main/session/session.ts'
import { ModelBuilder } from '../../support/build-graph.ts'

function doubling(type: DataType = DataType.FLOAT) {
  const builder = new ModelBuilder()
  const input = builder.input('x', ['n', 2], type)
  builder.output(builder.node('Add', [input, input], {}, { outputs: ['y'] }), type)
  return builder.model
}

/** x → Q → DQ with scale 0.5: values in steps of a half, from −64 to 63.5. */
function quantizing() {
  const builder = new ModelBuilder()
  const input = builder.input('x', [4])
  const scale = builder.floats('scale', [], [0.5])
  const zero = builder.initializer(tensorFrom('zero', [], new Int8Array(1)))
  const levels = builder.node('QuantizeLinear', [input, scale, zero])
  builder.output(builder.node('DequantizeLinear', [levels, scale, zero], {}, { outputs: ['y'] }))
  return builder.model
}

const x = { data: Float32Array.of(1, -2), dims: [1, 2] }

describe('openSession', () => {
  it('runs a model in memory and as bytes', async () => {
    for (const model of [doubling(), encodeModel(doubling())]) {
      const session = await openSession(model)
      expect(session.inputs).toEqual([{ name: 'x', type: 'float32', dims: ['n', 2] }])
      expect((await session.run({ x })).y).toEqual({ data: Float32Array.of(2, -4), dims: [1, 2] })
      await session.close()
    }
  })

  it.each([
    ['float16', DataType.FLOAT16],
    ['int32', DataType.INT32],
    ['int64', DataType.INT64],
  ])('takes and gives float32 for a model of %s', async (name, type) => {
    const session = await openSession(doubling(type))
    expect(session.inputs[0].type).toBe(name)
    expect((await session.run({ x })).y.data).toEqual(Float32Array.of(2, -4))
    await session.close()
  })

  it('writes into the buffers it is given, shared ones too', async () => {
    const session = await openSession(doubling())
    for (const buffer of [new ArrayBuffer(8), new SharedArrayBuffer(8)]) {
      const y = { data: new Float32Array(buffer), dims: [1, 2] }
      await session.runInto({ x }, { y })
      expect(Array.from(y.data)).toEqual([2, -4])
    }
    await session.close()
  })

  it.each(['simulate', 'native'] as const)(
    'rounds half to even and clips to −128…127 levels (%s)',
    async (quantization) => {
      const session = await openSession(quantizing(), { quantization })
      const { y } = await session.run({ x: { data: Float32Array.of(0.25, 0.75, 100, -100), dims: [4] } })
      expect(Array.from(y.data)).toEqual([0, 1, 63.5, -64])
      await session.close()
    },
  )

  it('says in one line that the runtime refuses a model', async () => {
    const builder = new ModelBuilder()
    builder.output(builder.node('NoSuchOperator', [builder.input('x', [1])]))
    await expect(openSession(builder.model)).rejects.toMatchObject({ code: 'MODEL_REJECTED' })
    await expect(openSession(Uint8Array.of(1, 2, 3))).rejects.toMatchObject({ code: 'MODEL_REJECTED' })
  })

  it('says that inputs do not fit', async () => {
    const session = await openSession(doubling())
    await expect(session.run({ x: { data: new Float32Array(3), dims: [1, 3] } })).rejects.toMatchObject({
      code: 'INFERENCE_FAILED',
    })
    await session.close()
  })
})

describe('devices', () => {
  it('takes the CPU where nothing is asked for, and always has it', () => {
    expect(providerFor('auto')).toBe('cpu')
    expect(bundledProviders()).toContain('cpu')
  })

  it('names what is missing for a device that is not there, with the way out', async () => {
    // On Linux neither DirectML nor Core ML exists; elsewhere the other one is missing.
    const absent = process.platform === 'darwin' ? 'dml' : 'coreml'
    expect(() => providerFor(absent)).toThrow(expect.objectContaining({ code: 'DEVICE_MISSING' }))
    await expect(openSession(doubling(), { device: absent })).rejects.toMatchObject({
      code: 'DEVICE_MISSING',
    })
  })
})
