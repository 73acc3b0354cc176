import { readFileSync } from 'node:fs'
import { InferenceSession, Tensor as RuntimeTensor } from 'onnxruntime-node'
import { beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import type { Tensor } from '../../../src/main/base/tensor.ts'
import { readCocoGroundTruth } from '../../../src/main/data/coco-json.ts'
import { placeImage } from '../../../src/main/data/letterbox.ts'
import type { RgbImage } from '../../../src/main/data/rgb-image.ts'
import { preprocessInto, type Preprocess } from '../../../src/main/data/preprocess.ts'
import { Candidates } from '../../../src/main/detect/candidates.ts'
import { categoryMapFor } from '../../../src/main/detect/category-map.ts'
import { recogniseFamily, type RecognisedDetector } from '../../../src/main/detect/detect-family.ts'
import { DetectionsCollector } from '../../../src/main/detect/detections-collector.ts'
import { Detector } from '../../../src/main/detect/detector.ts'
import type { Outputs } from '../../../src/main/detect/family.ts'
import { EVALUATION_NMS, PREVIEW_NMS } from '../../../src/main/detect/nms-settings.ts'
import { choosePreprocess, trialScore } from '../../../src/main/detect/preprocess-trial.ts'
import { decodeModel, loadModel } from '../../../src/main/onnx/decode.ts'
import { encodeModel } from '../../../src/main/onnx/encode.ts'
import type { Model } from '../../../src/main/onnx/model.ts'
import { DataType, newValueInfo } from '../../../src/main/onnx/proto.ts'
import { describeWithReference, reference } from '../../support/shared.ts'

const SIDE = 640
const square = { width: SIDE, height: SIDE }
const MODEL = 'models/yolov5n.onnx'

const Letterbox = z.array(
  z.object({ id: z.number(), h0: z.number(), w0: z.number(), letterboxed: z.string().nullable() }),
)
const Results = z.array(
  z.object({ image_id: z.number(), category_id: z.number(), bbox: z.array(z.number()), score: z.number() }),
)

function readJson<T>(path: string, schema: z.ZodType<T>): T {
  return schema.parse(JSON.parse(readFileSync(reference(path), 'utf8')))
}

/** One of the reference's letterboxed images: planar in the file. */
function letterboxed(id: number): RgbImage {
  const planes = readFileSync(reference(`oracles/yolov5n/letterboxed/${id}.u8`))
  const plane = SIDE * SIDE
  const data = Uint8Array.from({ length: 3 * plane }, (_, i) => planes[(i % 3) * plane + Math.floor(i / 3)])
  return { data, width: SIDE, height: SIDE }
}

function prepared(image: RgbImage, spec: Preprocess): Float32Array {
  const input = new Float32Array(3 * SIDE * SIDE)
  preprocessInto(image, placeImage(square, square, 'stretch'), spec, input, 0)
  return input
}

async function runOn(session: InferenceSession, input: Float32Array): Promise<Outputs> {
  const feeds = { images: new RuntimeTensor('float32', input, [1, 3, SIDE, SIDE]) }
  const results = await session.run(feeds)
  return new Map(
    Object.entries(results).map(([name, { data, dims }]): [string, Tensor] => {
      if (!(data instanceof Float32Array)) throw new Error(`expected float32 values in ${name}`)
      return [name, { data, dims }]
    }),
  )
}

/** YOLOv5n with inner tensors for outputs instead of its own, or beside it. */
function tapped(names: readonly string[], keep: boolean): Model {
  const model = loadModel(reference(MODEL))
  const [own] = model.graph.outputs
  for (const name of names)
    model.graph.addOutput(model.graph.get(name), newValueInfo(name, DataType.FLOAT, null))
  if (!keep) {
    model.graph.removeOutput(own)
    model.graph.prune()
  }
  return decodeModel(encodeModel(model))
}

describeWithReference('oracles/yolov5n/letterboxed', "YOLOv5n on the reference's inputs", () => {
  let images: z.infer<typeof Letterbox>
  let session: InferenceSession
  let detector: RecognisedDetector
  let first: RgbImage

  beforeAll(async () => {
    images = readJson('oracles/yolov5n/letterbox.json', Letterbox).filter((image) => image.letterboxed)
    session = await InferenceSession.create(reference(MODEL))
    detector = recogniseFamily(loadModel(reference(MODEL)))
    first = letterboxed(images[0].id)
  })

  it('gives the detections of the reference, in its order, to the last rounded digit', async () => {
    const { groundTruth } = readCocoGroundTruth(reference('coco-mini/annotations/instances_val2017.json'))
    const { categoryIds } = categoryMapFor(detector, groundTruth.categories)
    const finder = new Detector(detector, EVALUATION_NMS)
    const collector = new DetectionsCollector(categoryIds)
    for (const { id, w0, h0 } of images) {
      const outputs = await runOn(session, prepared(letterboxed(id), detector.preprocess))
      const placed = placeImage({ width: w0, height: h0 }, square, detector.preprocess.mode)
      collector.add(id, finder.detect(outputs, 0, SIDE, SIDE), placed)
    }
    const ours = collector.finish()
    const ids = new Set(images.map(({ id }) => id))
    const theirs = readJson('oracles/yolov5n/detections_fp32_square.json', Results)
    const expected = theirs.filter(({ image_id }) => ids.has(image_id))
    expect(ours.count).toBe(expected.length)
    expect([...ours.imageIds]).toEqual(expected.map(({ image_id }) => image_id))
    expect([...ours.categoryIds]).toEqual(expected.map(({ category_id }) => category_id))
    const boxes = expected.flatMap(({ bbox }) => bbox)
    expect(largestDifference(ours.boxes, boxes)).toBeLessThan(0.0005 + 1e-9)
    const scores = expected.map(({ score }) => score)
    expect(largestDifference(ours.scores, scores)).toBeLessThan(0.000005 + 1e-9)
  })

  const channelHeads = [0, 1, 2].map((level) => `/model.24/m.${level}/Conv_output_0`)
  const anchorHeads = ['', '_1', '_2'].map((level) => `/model.24/Transpose${level}_output_0`)
  it.each([
    { heads: channelHeads, keep: false, what: 'heads [N, 255, 80, 80], published anchors' },
    { heads: anchorHeads, keep: false, what: 'heads [N, 3, 80, 80, 85], published anchors' },
    { heads: anchorHeads, keep: true, what: 'heads with anchors from the graph' },
  ])('decodes $what like the graph itself', async ({ heads, keep }) => {
    const model = tapped(heads, keep)
    const rawDetector = recogniseFamily(model, { overrides: { family: 'yolov5-heads' } })
    expect(rawDetector.reason).toContain(keep ? 'anchors from the graph' : 'published anchors')
    if (!keep) expect(recogniseFamily(model).family.id).toBe('yolov5-heads')
    const rawSession = await InferenceSession.create(encodeModel(model))
    const input = prepared(first, detector.preprocess)
    const raw = candidatesOf(rawDetector, await runOn(rawSession, input))
    const decoded = candidatesOf(detector, await runOn(session, input))
    expectSameCandidates(raw, decoded)
  })

  it('decodes all heads in one undecoded output like the graph itself', async () => {
    const model = tapped(anchorHeads, true)
    const bothSession = await InferenceSession.create(encodeModel(model))
    const outputs = await runOn(bothSession, prepared(first, detector.preprocess))
    const logits = new Float32Array(anchorHeads.flatMap((name) => [...(outputs.get(name)?.data ?? [])]))
    const sigmoids = logits.map((value) => 1 / (1 + Math.exp(-value)))
    const decoded = candidatesOf(detector, outputs)
    for (const data of [logits, sigmoids]) {
      const trial = new Map([['output0', { data, dims: [1, 25200, 85] }]])
      const undecoded = recogniseFamily(loadModel(reference(MODEL)), { trial })
      expect(undecoded.reason).toMatch(data === logits ? /nothing is decoded yet/ : /after the sigmoid/)
      expectSameCandidates(candidatesOf(undecoded, trial), decoded)
    }
  })

  it("is told by a trial image's outputs that boxes are decoded", async () => {
    const trial = await runOn(session, prepared(first, detector.preprocess))
    const found = recogniseFamily(loadModel(reference(MODEL)), { trial })
    expect(found.reason).toContain('the trial image gave boxes in pixels')
    expect(found.family.id).toBe('yolov5')
  })

  it('finds the right colours and range by trial, whatever it starts from', async () => {
    const finder = new Detector(detector, PREVIEW_NMS)
    const find = async (image: RgbImage, spec: Preprocess) =>
      finder.detect(await runOn(session, prepared(image, spec)), 0, SIDE, SIDE)
    const score = trialScore(
      images.slice(0, 2).map(({ id }) => letterboxed(id)),
      find,
    )
    const right = detector.preprocess
    expect((await choosePreprocess(right, score)).preprocess).toBe(right)
    const wrong = { ...right, color: 'bgr', scale: 1 } as const
    const { color, scale } = (await choosePreprocess(wrong, score)).preprocess
    expect({ color, scale }).toEqual({ color: right.color, scale: right.scale })
  })
})

function largestDifference(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  let largest = 0
  for (let i = 0; i < theirs.length; i++) largest = Math.max(largest, Math.abs(ours[i] - theirs[i]))
  return largest
}

function candidatesOf(detector: RecognisedDetector, outputs: Outputs): Candidates {
  const sink = new Candidates()
  const setup = { image: 0, ...square, confidence: 0.01, multiLabel: true }
  detector.decode(outputs, setup, sink)
  return sink
}

/** Equal but for the rounding of a runtime's sigmoid: 1e-6 of a score, 1e-3 pixels of boxes up to 640. */
function expectSameCandidates(ours: Candidates, theirs: Candidates): void {
  expect(theirs.count).toBeGreaterThan(100)
  expect(ours.count).toBe(theirs.count)
  const { count } = theirs
  expect(ours.classes.subarray(0, count)).toEqual(theirs.classes.subarray(0, count))
  expect(largestDifference(ours.scores, theirs.scores.subarray(0, count))).toBeLessThan(1e-6)
  expect(largestDifference(ours.boxes, theirs.boxes.subarray(0, 4 * count))).toBeLessThan(1e-3)
}
