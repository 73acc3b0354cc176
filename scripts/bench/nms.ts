// From a raw 25200 × 85 output to detections. Run by itself: `node scripts/bench/nms.ts`.
import { median } from '../../src/main/base/quantiles.ts'
import { seededRandom, type Random } from '../../src/main/base/random.ts'
import { Candidates } from '../../src/main/detect/candidates.ts'
import { centreBoxes } from '../../src/main/detect/dense-decode.ts'
import { NonMaxSuppression } from '../../src/main/detect/nms.ts'
import { EVALUATION_NMS } from '../../src/main/detect/nms-settings.ts'
import { scanRows } from '../../src/main/detect/prediction-rows.ts'

const ROWS = 25_200
const CLASSES = 80
const FIELDS = 5 + CLASSES
const SIDE = 640
/** Outputs taken in turn: more than a processor's cache holds, as after a network has run. */
const OUTPUTS = 4
const REPEATS = 60

/** Rows near objects, which pass the confidence, and how sure the network is of them. */
const SCENES = {
  /** As YOLOv5n on COCO: 1,000 to 14,000 candidates an image. */
  usual: { objects: 40, rows: 4500, sureness: 0.5 },
  /** More candidates than enter the suppression. */
  crowded: { objects: 300, rows: 20_000, sureness: 3 },
}

type Scene = (typeof SCENES)[keyof typeof SCENES]

export interface NmsFigure {
  /** Candidates above the confidence and detections kept in an image, on average. */
  readonly candidates: number
  readonly kept: number
  /** Median milliseconds an image, of finding and decoding the candidates and of suppressing among them. */
  readonly decodeMs: number
  readonly suppressMs: number
  readonly totalMs: number
  /** Total time over that of copying the output's bytes. */
  readonly ratioToCopy: number
}

export interface NmsMeasurement extends Record<keyof typeof SCENES, NmsFigure> {
  readonly copyMs: number
}

function probability(random: Random, sureness: number): number {
  return 1 / (1 + Math.exp(4.5 - sureness - 1.8 * random.normal()))
}

function syntheticOutput(seed: number, { objects, rows, sureness }: Scene): Float32Array {
  const random = seededRandom(seed)
  const data = Float32Array.from({ length: ROWS * FIELDS }, () => 1e-4 * random.next())
  const truth = Array.from({ length: objects }, () => ({
    x: SIDE * random.next(),
    y: SIDE * random.next(),
    side: 15 * Math.exp(2.5 * random.next()),
    classIndex: Math.floor(CLASSES * random.next() ** 3),
  }))
  for (const row of random.shuffle(Array.from({ length: ROWS }, (_, index) => index)).slice(0, rows)) {
    const { x, y, side, classIndex } = truth[random.integer(objects)]
    const near = () => side * (1 + 0.2 * random.normal())
    data.set(
      [x + 0.2 * near(), y + 0.2 * near(), near(), near(), probability(random, sureness)],
      row * FIELDS,
    )
    data[row * FIELDS + 5 + classIndex] = probability(random, sureness + 3)
    for (let other = 0; other < 4; other++)
      data[row * FIELDS + 5 + random.integer(CLASSES)] = probability(random, sureness)
  }
  return data
}

function measure(outputs: readonly Float32Array[], copyMs: number): NmsFigure {
  const candidates = new Candidates()
  const suppression = new NonMaxSuppression()
  const times = Array.from({ length: REPEATS }, (_, repeat) => {
    const place = { data: outputs[repeat % OUTPUTS], start: 0, count: ROWS, rowStep: FIELDS, fieldStep: 1 }
    const scores = { objectness: 4, firstClass: 5, classes: CLASSES, logits: false }
    const start = performance.now()
    candidates.clear()
    scanRows({ ...place, ...scores }, EVALUATION_NMS, centreBoxes(place), candidates)
    const decoded = performance.now()
    const kept = suppression.suppress(candidates, EVALUATION_NMS).count
    const suppressed = performance.now() - decoded
    return { decode: decoded - start, suppress: suppressed, candidates: candidates.count, kept }
  })
  const mean = (values: number[]) => Math.round(values.reduce((sum, value) => sum + value) / REPEATS)
  const totalMs = median(times.map(({ decode, suppress }) => decode + suppress))
  return {
    candidates: mean(times.map((time) => time.candidates)),
    kept: mean(times.map((time) => time.kept)),
    decodeMs: median(times.map(({ decode }) => decode)),
    suppressMs: median(times.map(({ suppress }) => suppress)),
    totalMs,
    ratioToCopy: totalMs / copyMs,
  }
}

function measureCopy(outputs: readonly Float32Array[]): number {
  const target = new Float32Array(ROWS * FIELDS)
  const times = Array.from({ length: REPEATS }, (_, repeat) => {
    const start = performance.now()
    target.set(outputs[repeat % OUTPUTS])
    return performance.now() - start
  })
  return median(times)
}

/** Measures on one core, in this process, always the same data: confidence 0.001, IoU 0.65, multi-label. */
export async function benchNms(): Promise<NmsMeasurement> {
  const make = (scene: Scene) =>
    Array.from({ length: OUTPUTS }, (_, index) => syntheticOutput(index + 1, scene))
  const usual = make(SCENES.usual)
  const copyMs = measureCopy(usual)
  return {
    copyMs,
    usual: measure(usual, copyMs),
    crowded: measure(make(SCENES.crowded), copyMs),
  }
}

if (import.meta.main) console.log(JSON.stringify(await benchNms(), null, 2))
