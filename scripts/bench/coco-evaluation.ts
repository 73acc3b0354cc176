// COCO evaluation from files to statistics. Run by itself: `node scripts/bench/coco-evaluation.ts`.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { evaluateDetections } from '../../src/main/coco/evaluate.ts'
import { middleBy } from '../../src/main/base/quantiles.ts'
import { readCocoGroundTruth } from '../../src/main/data/coco-json.ts'
import { readDetections } from '../../src/main/data/coco-results.ts'
import { writeCocoProblem } from './coco-problem.ts'

const SIZE = { images: 5000, boxes: 36_000, detections: 500_000, categories: 80 }
const REPEATS = 5

const measurement = z.object({
  /** From opening the files to the 12 statistics. */
  seconds: z.number(),
  readSeconds: z.number(),
  evaluateSeconds: z.number(),
  /** Peak resident memory of the whole process, MiB. */
  peakMemoryMB: z.number(),
  AP: z.number(),
})

type Measurement = z.infer<typeof measurement>

/** Measures in this process; the last argument is the folder of the problem. */
function measure(folder: string): Measurement {
  const start = performance.now()
  const { groundTruth } = readCocoGroundTruth(resolve(folder, 'truth.json'))
  const detections = readDetections(resolve(folder, 'results.json'))
  const read = performance.now()
  const { stats } = evaluateDetections(groundTruth, detections)
  const end = performance.now()
  return {
    seconds: (end - start) / 1000,
    readSeconds: (read - start) / 1000,
    evaluateSeconds: (end - read) / 1000,
    peakMemoryMB: process.resourceUsage().maxRSS / 1024,
    AP: stats.AP,
  }
}

async function measureInChild(folder: string): Promise<Measurement> {
  const { stdout } = await promisify(execFile)(process.execPath, [import.meta.filename, '--measure', folder])
  return measurement.parse(JSON.parse(stdout))
}

/**
 * Writes a problem of COCO val2017's size, always the same, and evaluates it in fresh processes that end after it.
 * @returns the run of median time, with the largest memory of all runs
 */
export async function benchCocoEvaluation(): Promise<Measurement & typeof SIZE> {
  const folder = await mkdtemp(resolve(tmpdir(), 'quantbench-coco-'))
  try {
    await writeCocoProblem(folder, SIZE, 1)
    const runs: Measurement[] = []
    for (let repeat = 0; repeat < REPEATS; repeat++) runs.push(await measureInChild(folder))
    const peakMemoryMB = Math.max(...runs.map((run) => run.peakMemoryMB))
    return { ...SIZE, ...middleBy(runs, ({ seconds }) => seconds), peakMemoryMB }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

if (import.meta.main) {
  const [flag, folder] = process.argv.slice(2)
  console.log(JSON.stringify(flag === '--measure' ? measure(folder) : await benchCocoEvaluation()))
}
