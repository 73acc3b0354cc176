import { assembleModule, wasm, type Bytes } from './wasm-assembler.ts'

/** Elements that the kernel takes at a time: 32 KiB, so that a chunk stays in the first-level cache. */
export const CHUNK = 8192
/** Most bins of a histogram that the kernel can count into. */
export const MAX_BINS = 65536
/** Counters of one bin; neighbouring elements use different ones, so that equal values do not wait for each other. */
export const LANES = 4
/** Elements of one round of the loop; a chunk's length is a multiple of it. */
export const STEP = 8

const COUNTERS = CHUNK * 4
const PAGE = 65536

const local = {
  endByte: 0,
  bins: 1,
  upper: 2,
  last: 3,
  pointer: 4,
  scratch: 5,
  binsVector: 6,
  upperVector: 7,
  lastVector: 8,
  signMask: 9,
  maximum: 10,
  magnitude: 11,
  offsets: 12,
}

function countLane(lane: number): Bytes[] {
  const counter = COUNTERS + lane * 4
  return [
    [...wasm.get(local.offsets), ...wasm.i32x4ExtractLane(lane), ...wasm.tee(local.scratch)],
    [...wasm.get(local.scratch), ...wasm.i32Load(counter), ...wasm.i32Const(1), ...wasm.i32Add],
    wasm.i32Store(counter),
  ]
}

/** Four elements: the maximum of |x| as integers (bits order like magnitudes, NaN above all), then one count each. */
function countVector(byteOffset: number): Bytes[] {
  return [
    [...wasm.get(local.pointer), ...wasm.v128Load(byteOffset), ...wasm.get(local.signMask), ...wasm.v128And],
    [
      ...wasm.tee(local.magnitude),
      ...wasm.get(local.maximum),
      ...wasm.i32x4MaxSigned,
      ...wasm.set(local.maximum),
    ],
    [...wasm.get(local.magnitude), ...wasm.get(local.upperVector), ...wasm.f32x4Div],
    [...wasm.get(local.binsVector), ...wasm.f32x4Mul, ...wasm.i32x4TruncSatF32x4Signed],
    [...wasm.get(local.lastVector), ...wasm.i32x4MinUnsigned],
    [...wasm.i32Const(Math.log2(LANES * 4)), ...wasm.i32x4Shl, ...wasm.set(local.offsets)],
    ...[0, 1, 2, 3].flatMap(countLane),
  ]
}

function maximumOfLanes(): Bytes[] {
  const lane = (index: number): Bytes => [...wasm.get(local.maximum), ...wasm.i32x4ExtractLane(index)]
  const larger = (index: number): Bytes[] => [
    [...wasm.get(local.scratch), ...lane(index)],
    [
      ...wasm.get(local.scratch),
      ...lane(index),
      ...wasm.i32GreaterSigned,
      ...wasm.select,
      ...wasm.set(local.scratch),
    ],
  ]
  return [[...lane(0), ...wasm.set(local.scratch)], ...[1, 2, 3].flatMap(larger), wasm.get(local.scratch)]
}

function kernelBody(): Bytes[] {
  return [
    [...wasm.get(local.bins), ...wasm.f32x4Splat, ...wasm.set(local.binsVector)],
    [...wasm.get(local.upper), ...wasm.f32x4Splat, ...wasm.set(local.upperVector)],
    [...wasm.get(local.last), ...wasm.i32x4Splat, ...wasm.set(local.lastVector)],
    [...wasm.i32Const(0x7fffffff), ...wasm.i32x4Splat, ...wasm.set(local.signMask)],
    wasm.loop,
    ...countVector(0),
    ...countVector(16),
    [...wasm.get(local.pointer), ...wasm.i32Const(STEP * 4), ...wasm.i32Add, ...wasm.tee(local.pointer)],
    [...wasm.get(local.endByte), ...wasm.i32LessUnsigned, ...wasm.branchIf(0)],
    wasm.end,
    ...maximumOfLanes(),
  ]
}

export interface CountKernel {
  /** Where the elements of a chunk go. */
  readonly chunk: Float32Array
  /** LANES counters a bin, to be summed and zeroed by the caller. */
  readonly counters: Uint32Array
  /**
   * Counts |x| of the first `endByte / 4` elements of `chunk` into bin trunc(|x| / upper · bins) in float32, at most
   * `last`. Returns the bits of the largest |x|; 0x7f800000 and above say that infinities or NaN came by.
   */
  run(endByte: number, bins: number, upper: number, last: number): number
}

/**
 * Assembles the kernel: WebAssembly SIMD, because the float32 division and the truncation of four elements at once
 * take a third of the time of the same loop in JavaScript.
 */
export function createCountKernel(): CountKernel {
  const { i32, f32, v128 } = wasm
  const code = {
    parameters: [i32, f32, f32, i32],
    result: i32,
    locals: [
      { count: 2, type: i32 },
      { count: 7, type: v128 },
    ],
    body: kernelBody(),
  }
  const bytes = assembleModule(code, (COUNTERS + MAX_BINS * LANES * 4) / PAGE + 1)
  const { memory, run } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports
  if (!(memory instanceof WebAssembly.Memory) || typeof run !== 'function')
    throw new Error('kernel without exports')
  return {
    chunk: new Float32Array(memory.buffer, 0, CHUNK),
    counters: new Uint32Array(memory.buffer, COUNTERS, MAX_BINS * LANES),
    run: (endByte, bins, upper, last) => Number(run(endByte, bins, upper, last)),
  }
}
