/** WebAssembly code or a part of a module, as bytes. */
export type Bytes = readonly number[]

/** Value types and the instructions that the counting kernel needs, by their names in the specification. */
export const wasm = {
  i32: 0x7f,
  f32: 0x7d,
  v128: 0x7b,
  loop: [0x03, 0x40],
  end: [0x0b],
  branchIf: (depth: number): Bytes => [0x0d, ...unsignedLeb(depth)],
  select: [0x1b],
  get: (local: number): Bytes => [0x20, ...unsignedLeb(local)],
  set: (local: number): Bytes => [0x21, ...unsignedLeb(local)],
  tee: (local: number): Bytes => [0x22, ...unsignedLeb(local)],
  i32Const: (value: number): Bytes => [0x41, ...signedLeb(value)],
  i32Load: (offset: number): Bytes => [0x28, 2, ...unsignedLeb(offset)],
  i32Store: (offset: number): Bytes => [0x36, 2, ...unsignedLeb(offset)],
  i32Add: [0x6a],
  i32GreaterSigned: [0x4a],
  i32LessUnsigned: [0x49],
  v128Load: (offset: number): Bytes => [...simd(0x00), 2, ...unsignedLeb(offset)],
  v128And: simd(0x4e),
  i32x4Splat: simd(0x11),
  f32x4Splat: simd(0x13),
  i32x4ExtractLane: (lane: number): Bytes => [...simd(0x1b), lane],
  i32x4Shl: simd(0xab),
  i32x4MinUnsigned: simd(0xb7),
  i32x4MaxSigned: simd(0xb8),
  f32x4Mul: simd(0xe6),
  f32x4Div: simd(0xe7),
  i32x4TruncSatF32x4Signed: simd(0xf8),
} as const

function simd(opcode: number): Bytes {
  return [0xfd, ...unsignedLeb(opcode)]
}

function unsignedLeb(value: number): Bytes {
  const bytes: number[] = []
  for (let rest = value; ;) {
    const low = rest & 0x7f
    rest >>>= 7
    bytes.push(rest === 0 ? low : low | 0x80)
    if (rest === 0) return bytes
  }
}

function signedLeb(value: number): Bytes {
  const bytes: number[] = []
  for (let rest = value; ;) {
    const low = rest & 0x7f
    rest >>= 7
    const finished = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)
    bytes.push(finished ? low : low | 0x80)
    if (finished) return bytes
  }
}

function list(items: readonly Bytes[]): Bytes {
  return [...unsignedLeb(items.length), ...items.flat()]
}

function section(id: number, content: Bytes): Bytes {
  return [id, ...unsignedLeb(content.length), ...content]
}

function name(text: string): Bytes {
  return list([...text].map((letter) => [letter.charCodeAt(0)]))
}

export interface WasmFunction {
  readonly parameters: Bytes
  readonly result: number
  /** Runs of locals after the parameters: how many, of which type. */
  readonly locals: readonly { count: number; type: number }[]
  readonly body: readonly Bytes[]
}

/**
 * A module with one function, exported as `run`, and its own memory, exported as `memory`.
 * Layout as in the WebAssembly core specification 2.0, chapter 5 (binary format).
 */
export function assembleModule(code: WasmFunction, memoryPages: number): Uint8Array<ArrayBuffer> {
  const locals = list(code.locals.map(({ count, type }) => [...unsignedLeb(count), type]))
  const body = [...locals, ...code.body.flat(), ...wasm.end]
  const signature = [0x60, ...list(code.parameters.map((type) => [type])), ...list([[code.result]])]
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list([signature])),
    ...section(3, list([[0]])),
    ...section(5, list([[0, ...unsignedLeb(memoryPages)]])),
    ...section(
      7,
      list([
        [...name('memory'), 2, 0],
        [...name('run'), 0, 0],
      ]),
    ),
    ...section(10, list([[...unsignedLeb(body.length), ...body]])),
  ])
}
