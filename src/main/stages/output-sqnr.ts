import { imageBatches } from '../data/batches.ts'
import type { Dataset } from '../data/dataset.ts'
import type { DecodePool } from '../data/decode-pool.ts'
import type { Preprocess } from '../data/preprocess.ts'
import type { Model } from '../onnx/model.ts'
import { openSession, type Session, type SessionOptions } from '../session/session.ts'

/** Signal-to-quantization-noise ratio, added up over pairs of tensors of equal length. */
export class Sqnr {
  private signal = 0
  private noise = 0

  add(float: Float32Array, quantized: Float32Array): void {
    for (let index = 0; index < float.length; index++) {
      this.signal += float[index] ** 2
      this.noise += (float[index] - quantized[index]) ** 2
    }
  }

  /** Adds the pairs of another one. */
  merge({ signal, noise }: Sqnr): void {
    this.signal += signal
    this.noise += noise
  }

  /** 10 log₁₀ (Σ x² / Σ (x − y)²) in dB; infinite where all were equal. */
  get decibels(): number {
    return this.noise === 0 ? Infinity : 10 * Math.log10(this.signal / this.noise)
  }
}

type ModelSource = Model | Uint8Array | string

/**
 * How close models come to a float model's raw outputs, in dB, over the first `count` images of a dataset; images that
 * cannot be read are left out. Raw outputs tell models apart that detection metrics, on few images, do not.
 * Throws what sessions throw.
 */
export async function outputSqnr(
  float: ModelSource,
  others: readonly ModelSource[],
  { images }: Dataset,
  preprocess: Preprocess,
  { pool, count, ...options }: SessionOptions & { pool: DecodePool; count: number },
): Promise<number[]> {
  const sessions: Session[] = []
  const results = others.map(() => new Sqnr())
  try {
    for (const model of [float, ...others]) sessions.push(await openSession(model, options))
    for await (const batch of imageBatches(images.slice(0, count), preprocess, {
      pool,
      onBadImage: 'skip',
    })) {
      const [expected, ...found] = await runAll(sessions, batch)
      batch.release()
      found.forEach((outputs, model) => {
        outputs.forEach((output, index) => results[model].add(expected[index], output))
      })
    }
  } finally {
    await Promise.all(sessions.map((session) => session.close()))
  }
  return results.map(({ decibels }) => decibels)
}

async function runAll(
  sessions: readonly Session[],
  { data, dims }: { data: Float32Array; dims: readonly number[] },
): Promise<Float32Array[][]> {
  const all: Float32Array[][] = []
  for (const session of sessions) {
    const outputs = await session.run({ [session.inputs[0].name]: { data, dims } })
    all.push(Object.values(outputs).map((output) => output.data))
  }
  return all
}
