// Reading annotation and results files. Run by itself: `node scripts/bench/dataset-reading.ts`.
import { execFile } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { middleBy } from '../../src/main/base/quantiles.ts'
import { readCocoGroundTruth } from '../../src/main/data/coco-json.ts'
import { readDetections, writeDetections } from '../../src/main/data/coco-results.ts'
import { writeCocoProblem } from './coco-problem.ts'

/** About 200 MB of annotations; the results of 500,000 detections. */
const SIZE = { images: 60_000, boxes: 400_000, detections: 500_000, categories: 80 }
const REPEATS = 3

const measurement = z.object({
  seconds: z.number(),
  /** Time on the processors, which other work on the machine does not stretch as it does `seconds`. */
  cpuSeconds: z.number(),
  /** Peak resident memory of the process above what it had before, MiB. */
  peakMemoryMB: z.number(),
})

type Measurement = z.infer<typeof measurement>

/** Measures in this process, which does nothing else. */
function measure(what: string, folder: string): Measurement {
  const before = process.memoryUsage.rss()
  const busy = process.cpuUsage()
  const start = performance.now()
  if (what === 'annotations') readCocoGroundTruth(resolve(folder, 'truth.json'))
  else readDetections(resolve(folder, 'results.json'))
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(busy)
  return {
    seconds,
    cpuSeconds: (user + system) / 1e6,
    peakMemoryMB: process.resourceUsage().maxRSS / 1024 - before / 2 ** 20,
  }
}

/** Median of fresh processes, as a command meets it: nothing compiled, the file in the page cache. */
async function measureInChildren(what: string, folder: string): Promise<Measurement> {
  const runs: Measurement[] = []
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const { stdout } = await promisify(execFile)(process.execPath, [import.meta.filename, what, folder])
    runs.push(measurement.parse(JSON.parse(stdout)))
  }
  return middleBy(runs, ({ seconds }) => seconds)
}

async function secondsToWrite(folder: string): Promise<number> {
  const detections = readDetections(resolve(folder, 'results.json'))
  const start = performance.now()
  await writeDetections(resolve(folder, 'written.json'), detections)
  return (performance.now() - start) / 1000
}

export interface DatasetReadingMeasurement {
  readonly annotationMB: number
  readonly annotationMBPerSecond: number
  readonly annotationMBPerCpuSecond: number
  readonly annotationPeakMemoryMB: number
  readonly resultsMB: number
  readonly resultsSeconds: number
  readonly resultsCpuSeconds: number
  readonly resultsPeakMemoryMB: number
  readonly writeSeconds: number
}

/** Speed and memory of reading a COCO annotation file and a results file, and of writing the latter. MB are 10^6 bytes. */
export async function benchDatasetReading(): Promise<DatasetReadingMeasurement> {
  const folder = await mkdtemp(resolve(tmpdir(), 'quantbench-reading-'))
  try {
    await writeCocoProblem(folder, SIZE, 1)
    const annotationMB = (await stat(resolve(folder, 'truth.json'))).size / 1e6
    const resultsMB = (await stat(resolve(folder, 'results.json'))).size / 1e6
    const annotations = await measureInChildren('annotations', folder)
    const results = await measureInChildren('results', folder)
    return {
      annotationMB,
      annotationMBPerSecond: annotationMB / annotations.seconds,
      annotationMBPerCpuSecond: annotationMB / annotations.cpuSeconds,
      annotationPeakMemoryMB: annotations.peakMemoryMB,
      resultsMB,
      resultsSeconds: results.seconds,
      resultsCpuSeconds: results.cpuSeconds,
      resultsPeakMemoryMB: results.peakMemoryMB,
      writeSeconds: await secondsToWrite(folder),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

if (import.meta.main) {
  const [what, folder] = process.argv.slice(2)
  console.log(JSON.stringify(what === undefined ? await benchDatasetReading() : measure(what, folder)))
}
