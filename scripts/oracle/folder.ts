import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { calibrationManifest, checkCalibration } from './calibration.ts'
import type { Check } from './check.ts'
import { checkCoco, cocoManifest } from './coco.ts'
import { checkFakeQuantization, fakeQuantizationManifest } from './fake-quantization.ts'
import { checkWeight, weightsManifest } from './weights.ts'

/** Folders with a manifest: the given one, else those directly in it, in order. */
export function manifestFolders(folder: string): string[] {
  const hasManifest = (path: string): boolean => existsSync(join(path, 'manifest.json'))
  if (hasManifest(folder)) return [folder]
  if (!existsSync(folder)) return []
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return entries
    .map(({ name }) => resolve(folder, name))
    .filter(hasManifest)
    .sort()
}

/** Runs the cases of a folder one by one. Throws where its manifest has none of the known forms. */
export function* checkFolder(folder: string): Generator<Check> {
  const json: unknown = readJson(join(folder, 'manifest.json'))
  const coco = cocoManifest.safeParse(json)
  const calibration = calibrationManifest.safeParse(json)
  const fakeQuantization = fakeQuantizationManifest.safeParse(json)
  if (coco.success) {
    const { cases, tolerance } = coco.data
    for (const expected of cases) yield attempt(expected.name, () => checkCoco(folder, expected, tolerance))
  } else if (calibration.success) {
    const { cases, tolerance } = calibration.data
    for (const expected of cases) {
      yield attempt(expected.name, () => checkCalibration(folder, expected, tolerance))
    }
    yield* checkWeights(folder)
  } else if (fakeQuantization.success) {
    for (const expected of fakeQuantization.data.cases) {
      yield attempt(expected.name, () => checkFakeQuantization(folder, expected))
    }
  } else {
    throw new Error(`${folder}: manifest.json is neither of COCO, calibration nor fake-quantization cases`)
  }
}

/** The cases of `weights.json` beside the manifest whose weights lie in the folder too. */
function* checkWeights(folder: string): Generator<Check> {
  const path = join(folder, 'weights.json')
  if (!existsSync(path)) return
  for (const [name, expected] of Object.entries(weightsManifest.parse(readJson(path)))) {
    if (expected.w !== undefined) yield attempt(name, () => checkWeight(folder, name, expected))
  }
}

/** A case that cannot be run is a case that fails; the others go on. */
function attempt(name: string, check: () => Check): Check {
  try {
    return check()
  } catch (error) {
    return { name, worst: Infinity, failures: [error instanceof Error ? error.message : String(error)] }
  }
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}
