import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { fileError, messageOf, QuantbenchError } from '../base/errors.ts'
import { writeAtomically } from '../base/files.ts'
import { CALIBRATION_METHODS } from './methods.ts'

const VERSION = 1

const amax = z.number().positive()

const schema = z.object({
  version: z.literal(VERSION),
  model: z.object({ path: z.string(), sha256: z.string() }),
  /** Number of calibration images. */
  images: z.int().nonnegative(),
  /** The method whose amax is in force for the activations. */
  method: z.enum(CALIBRATION_METHODS),
  /** In percent; the one that `methods.percentile` stands for. */
  percentile: z.number().positive().max(100).optional(),
  /** By tensor name. */
  activations: z.record(
    z.string(),
    z.object({
      amax,
      methods: z.object({ max: amax, percentile: amax, mse: amax, entropy: amax }).partial(),
      /** amax that the quantizer got, which scale rules may have joined with that of other tensors. */
      used: amax.optional(),
    }),
  ),
  /** By initializer name; `axis` is null for one amax over the whole tensor. */
  weights: z.record(
    z.string(),
    z.object({ axis: z.int().nonnegative().nullable(), amax: z.array(z.number().nonnegative()).min(1) }),
  ),
})

/** What calibration found out, as saved by `--save-table` and read by `--table`. */
export type CalibrationTable = z.infer<typeof schema>

/** Writes a table, whole or not at all. Throws TABLE_INVALID, DISK_FULL or FILE_UNWRITABLE. */
export async function saveCalibrationTable(path: string, table: CalibrationTable): Promise<void> {
  await writeAtomically(path, `${JSON.stringify(validated(table, path), null, 2)}\n`)
}

/** Reads a table. Throws FILE_NOT_FOUND, FILE_UNREADABLE, or TABLE_INVALID with the first thing that is wrong. */
export async function loadCalibrationTable(path: string): Promise<CalibrationTable> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    throw fileError(error, path, 'read')
  }
  return parseCalibrationTable(text, path)
}

/** As `loadCalibrationTable`, from the file's text; `name` stands in messages. */
export function parseCalibrationTable(text: string, name: string): CalibrationTable {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw invalid(`${name}: expected JSON, got something else (${messageOf(error)})`, error)
  }
  const newer = z.object({ version: z.number().gt(VERSION) }).safeParse(json)
  if (newer.success) {
    const version = String(newer.data.version)
    throw new QuantbenchError(
      'TABLE_INVALID',
      `${name}: expected a calibration table of version ${VERSION}, got version ${version}`,
      { wayOut: 'It was written by a newer Quantbench: update this one or calibrate again.' },
    )
  }
  return validated(json, name)
}

function validated(json: unknown, name: string): CalibrationTable {
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const [{ path, message }] = parsed.error.issues
  const place = path.length === 0 ? 'the whole file' : path.map(String).join(' › ')
  throw invalid(`${name}: not a calibration table at ${place}: ${message}`, parsed.error)
}

function invalid(message: string, cause: unknown): QuantbenchError {
  return new QuantbenchError('TABLE_INVALID', message, {
    wayOut: 'Use a file that `quantbench ptq --save-table` wrote.',
    cause,
  })
}
