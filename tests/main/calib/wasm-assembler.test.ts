import { describe, expect, it } from 'vitest'
import { assembleModule, wasm } from '../../../src/main/calib/wasm-assembler.ts'

function run(body: readonly (readonly number[])[], ...args: number[]): unknown {
  const code = { parameters: args.map(() => wasm.i32), result: wasm.i32, locals: [], body }
  const instance = new WebAssembly.Instance(new WebAssembly.Module(assembleModule(code, 1)))
  const { run: call } = instance.exports
  return typeof call === 'function' ? call(...args) : undefined
}

describe('assembleModule', () => {
  it.each([0, 1, -1, 63, 64, -64, -65, 127, 128, 8191, 8192, 0x7fffffff, -0x80000000])(
    'encodes the constant %i',
    (value) => {
      expect(run([wasm.i32Const(value)])).toBe(value)
    },
  )

  it('addresses memory at offsets of several bytes and passes parameters', () => {
    const store = [...wasm.i32Const(0), ...wasm.get(0), ...wasm.i32Store(40_000)]
    expect(run([store, wasm.i32Const(0), wasm.i32Load(40_000), wasm.get(1), wasm.i32Add], 300, 5)).toBe(305)
  })
})
