import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileError, messageOf, QuantbenchError } from '../base/errors.ts'
import { makeFolder } from '../base/folders.ts'
import { sha256, writeAtomically } from '../base/files.ts'
import { cacheVersion, formatCalibrationCache, parseCalibrationCache } from '../calib/tensorrt-cache.ts'
import { precisionFlags } from '../trt/precision-flags.ts'
import { hasFlag, type Release } from '../trt/trtexec-flags.ts'
import type { InputShapes, Precision } from '../trt/trtexec-intent.ts'
import { formatVersion } from '../trt/trtexec-version.ts'
import { isHalf, isQuantized, type ModelFile } from './model-file.ts'
import { floatCopy, halfCopy, ownFile, writeCopy, type OnnxSource } from './trtexec-copies.ts'
import { engineShapes, type ShapeWishes } from './trtexec-shapes.ts'

/** An engine that is asked for. */
export interface EngineEntry {
  readonly label: string
  readonly file: ModelFile
  /** Left out: INT8 for a Q/DQ model, else FP16, with what the version of TensorRT needs for that. */
  readonly precision?: Precision
  /** File with the ranges of `int8-implicit`. */
  readonly calibrationCache?: string
}

/** An engine that takes part, with everything that its build depends on. */
export interface Contestant {
  readonly label: string
  readonly file: ModelFile
  /** What trtexec is told. */
  readonly precision: Precision
  /** What most of the engine computes in. */
  readonly computesIn: 'fp32' | 'fp16' | 'int8'
  readonly onnx: OnnxSource
  readonly calibrationCache: OnnxSource | null
  readonly shapes: readonly InputShapes[]
  /** Images a query. */
  readonly batch: number
  /** Its own, for everything that trtexec writes. */
  readonly folder: string
  /** What was changed in a copy of the model; null for the file itself. */
  readonly copy: string | null
  /** Whether it was added for comparison, not asked for. */
  readonly added: boolean
}

/** An engine that could not take part, or failed on the way. */
export interface Refusal {
  readonly label: string
  readonly error: QuantbenchError
  readonly added: boolean
}

export interface Lineup {
  readonly contestants: readonly Contestant[]
  readonly refusals: readonly Refusal[]
  readonly notes: readonly string[]
}

export interface LineupOptions extends ShapeWishes {
  readonly release: Release
  /** Whether FP16 races beside INT8. */
  readonly raceFp16: boolean
  /** For copies of models and everything that trtexec writes. */
  readonly folder: string
}

/**
 * Who takes part: every entry in its precision, and first of all an FP16 engine where there are INT8 ones without.
 * Intents that the version of TensorRT cannot meet are refused with the reason and the way out.
 */
export async function lineUp(entries: readonly EngineEntry[], options: LineupOptions): Promise<Lineup> {
  const contestants: Contestant[] = []
  const refusals: Refusal[] = []
  const take = async (entry: EngineEntry, added: boolean) => {
    const folder = join(options.folder, String(contestants.length + refusals.length))
    try {
      makeFolder(folder)
      contestants.push(await contestantOf(entry, { ...options, folder }, added))
    } catch (error) {
      refusals.push({ label: entry.label, error: readable(error), added })
    }
  }
  for (const entry of entries) await take(entry, false)
  const int8 = contestants.find(({ computesIn }) => computesIn === 'int8')
  const alone = int8 !== undefined && contestants.every(({ computesIn }) => computesIn !== 'fp16')
  if (alone && options.raceFp16) {
    await take({ label: `${int8.label} in FP16`, file: int8.file }, true)
    // The reference of the ratios is the first.
    const last = contestants.at(-1)
    if (last?.added === true) contestants.unshift(...contestants.splice(-1))
  }
  return { contestants, refusals, notes: notesOf(contestants, refusals) }
}

async function contestantOf(entry: EngineEntry, options: LineupOptions, added: boolean): Promise<Contestant> {
  const { release, folder } = options
  const { label, file } = entry
  const { precision, computesIn, change } = choose(entry, release, added)
  const calibrationCache =
    entry.calibrationCache === undefined ? null : await ownCache(entry.calibrationCache, folder, release)
  // Refuses what this version cannot build, before anything is written.
  precisionFlags({ onnx: file.path, precision, calibrationCache: calibrationCache?.path }, release)
  refuseMismatch(entry)
  const { shapes, batch } = engineShapes(file.model, options)
  const onnx =
    change === null ? ownFile(file) : await writeCopy(change.make(file.model), join(folder, 'model.onnx'))
  const copy = change?.what ?? null
  return { label, file, precision, computesIn, onnx, calibrationCache, shapes, batch, folder, copy, added }
}

interface Choice {
  readonly precision: Precision
  readonly computesIn: Contestant['computesIn']
  readonly change: Change | null
}

interface Change {
  readonly what: string
  readonly make: (model: ModelFile['model']) => ModelFile['model']
}

const HALF: Change = { what: 'the FP16-converted copy', make: halfCopy }
const FLOAT: Change = { what: 'the copy without Q/DQ', make: floatCopy }
const HALF_FLOAT: Change = {
  what: 'the FP16-converted copy without Q/DQ',
  make: (model) => halfCopy(floatCopy(model)),
}

/** Where TensorRT chooses no types itself, what is not asked for by name gets a copy in the types that it needs. */
function choose({ file, precision }: EngineEntry, release: Release, added: boolean): Choice {
  const quantized = isQuantized(file.model)
  const half = isHalf(file.model)
  const typed = !hasFlag(release, 'fp16')
  if (added) {
    if (!typed) return { precision: 'fp16', computesIn: 'fp16', change: quantized ? FLOAT : null }
    const change = quantized ? (half ? FLOAT : HALF_FLOAT) : half ? null : HALF
    return { precision: 'strongly-typed', computesIn: 'fp16', change }
  }
  if (precision !== undefined) {
    const computesIn = COMPUTES_IN[precision] ?? (quantized ? 'int8' : half ? 'fp16' : 'fp32')
    return { precision, computesIn, change: null }
  }
  const computesIn = quantized ? 'int8' : 'fp16'
  if (!typed) return { precision: quantized ? 'int8-explicit' : 'fp16', computesIn, change: null }
  return { precision: 'strongly-typed', computesIn, change: half ? null : HALF }
}

/** Whether a precision is for models with Q/DQ, for those without, or for both. */
const NEEDS_QDQ: Readonly<Record<Precision, boolean | null>> = {
  fp32: false,
  fp16: false,
  'int8-implicit': false,
  'int8-explicit': true,
  best: null,
  'strongly-typed': null,
}

/** What TensorRT would refuse late and darkly, or build as something else. */
function refuseMismatch({ label, file, precision }: EngineEntry): void {
  const needed = precision === undefined ? null : NEEDS_QDQ[precision]
  if (needed === null || needed === isQuantized(file.model)) return
  const [expected, wayOut] = needed
    ? ['Q/DQ', 'Quantize it first (`quantbench ptq`), or choose int8-implicit.']
    : ['no Q/DQ', 'Leave the precision out: an FP16 engine without Q/DQ races beside the INT8 one anyway.']
  throw new QuantbenchError('USAGE', `Expected ${expected} in ${label} for ${precision}, got the contrary`, {
    wayOut,
  })
}

/** Null where the ONNX says it. */
const COMPUTES_IN: Readonly<Record<Precision, Contestant['computesIn'] | null>> = {
  fp32: 'fp32',
  fp16: 'fp16',
  'int8-implicit': 'int8',
  'int8-explicit': 'int8',
  best: 'int8',
  'strongly-typed': null,
}

/** TensorRT ignores a cache of another version without a word and makes ranges up: the copy says its own. */
async function ownCache(path: string, folder: string, release: Release): Promise<OnnxSource> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw fileError(error, path, 'read')
  })
  const version = cacheVersion(formatVersion(release))
  const content = formatCalibrationCache({ ...parseCalibrationCache(text, path), version })
  const copy = join(folder, 'calibration.cache')
  await writeAtomically(copy, content)
  return { path: copy, sha256: sha256(content) }
}

function notesOf(contestants: readonly Contestant[], refusals: readonly Refusal[]): string[] {
  const copies = contestants.flatMap(({ label, copy, added }) =>
    copy === null ? [] : [`${label} is built from ${copy}${added ? ', for comparison' : ''}.`],
  )
  const invented = contestants.flatMap(({ label, precision, calibrationCache }) =>
    precision === 'int8-implicit' && calibrationCache === null
      ? [`${label} has no calibration cache: TensorRT makes ranges up, which tells speed and nothing else.`]
      : [],
  )
  const missing = refusals.flatMap(({ added, error }) =>
    added ? [`No FP16 engine races beside INT8: ${error.message}.`] : [],
  )
  return [...copies, ...invented, ...floatRests(contestants), ...missing]
}

/** A real and common complaint: a strongly typed Q/DQ engine that is hardly faster than FP16. */
function floatRests(contestants: readonly Contestant[]): string[] {
  return contestants.flatMap(({ label, precision, file, copy }) =>
    precision === 'strongly-typed' && copy === null && isQuantized(file.model) && !isHalf(file.model)
      ? [
          `What is not quantized of ${label} runs in FP32, as the ONNX says; \`quantbench ptq … --fp16\` makes it FP16.`,
        ]
      : [],
  )
}

function readable(error: unknown): QuantbenchError {
  if (error instanceof QuantbenchError) return error
  return new QuantbenchError('INTERNAL', messageOf(error), { cause: error })
}
