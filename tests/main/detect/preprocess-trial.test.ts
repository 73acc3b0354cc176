import { describe, expect, it } from 'vitest'
import type { Preprocess } from '../../../src/main/data/preprocess.ts'
import {
  STRETCH_IMAGENET_BGR,
  TOP_LEFT_BYTE_BGR,
  ULTRALYTICS,
} from '../../../src/main/detect/preprocess-defaults.ts'
import { choosePreprocess, confidentScore, trialScore } from '../../../src/main/detect/preprocess-trial.ts'

const size = { width: 64, height: 64 }
const usual = { ...ULTRALYTICS, ...size }

/** A network that finds so much with each channel order and range of white, and nothing else. */
function network(finds: Record<string, number>) {
  const shown: string[] = []
  const score = (spec: Preprocess) => {
    const white = (255 * spec.scale - spec.mean[0]) / spec.std[0]
    const key = `${spec.color} ${Math.round(white)}`
    shown.push(key)
    return Promise.resolve(finds[key] ?? 0)
  }
  return { shown, score }
}

describe('choosePreprocess', () => {
  it('tries each channel order with each range once', async () => {
    const { shown, score } = network({})
    await choosePreprocess(usual, score)
    expect(shown.toSorted()).toEqual(['bgr 1', 'bgr 255', 'bgr 3', 'rgb 1', 'rgb 2', 'rgb 255'])
    expect(shown[0]).toBe('rgb 1')
  })

  it("takes NanoDet's own numbers for the ImageNet ones that they are", async () => {
    const { tried } = await choosePreprocess({ ...STRETCH_IMAGENET_BGR, ...size }, network({}).score)
    expect(tried).toHaveLength(6)
    expect(tried[0].label).toBe('BGR, ImageNet mean and deviation')
  })

  it('tries numbers of its own in both orders', async () => {
    const own: Preprocess = { ...usual, mean: [0.1, 0.2, 0.3], std: [0.5, 0.5, 0.5] }
    const { tried } = await choosePreprocess(own, network({}).score)
    expect(tried).toHaveLength(8)
    expect(tried.at(-1)).toMatchObject({
      label: 'BGR, own mean and deviation',
      preprocess: { mean: [0.3, 0.2, 0.1] },
    })
  })

  it('keeps the defaults when they are best, nearly best, or nothing is found at all', async () => {
    const all: Record<string, number>[] = [
      { 'rgb 1': 9, 'bgr 1': 5 },
      { 'rgb 1': 8, 'bgr 1': 9.9 },
      { 'bgr 1': 0.4 },
      {},
    ]
    for (const finds of all) {
      const { preprocess, reason } = await choosePreprocess(usual, network(finds).score)
      expect(preprocess).toBe(usual)
      expect(reason).toContain("the family's RGB, 0–1")
    }
  })

  it('changes to another that is clearly better and says by how much', async () => {
    const found = await choosePreprocess(usual, network({ 'rgb 1': 2, 'bgr 1': 3, 'bgr 255': 9.25 }).score)
    expect(found.preprocess).toMatchObject({ color: 'bgr', scale: 1, mode: 'letterbox-ultralytics' })
    expect(found.reason).toMatch(/BGR, 0–255 finds clearly more .*9\.25.* RGB, 0–1 \(2\.00\)/)
    const back = await choosePreprocess({ ...TOP_LEFT_BYTE_BGR, ...size }, network({ 'rgb 2': 5 }).score)
    expect(back.preprocess).toMatchObject({ color: 'rgb', std: [0.229, 0.224, 0.225] })
  })
})

describe('confidentScore', () => {
  it('adds up the scores from 0.25 of the detections there are', () => {
    const scores = Float32Array.of(0.75, 0.25, 0.2, 0.9)
    const found = { count: 3, scores, boxes: new Float32Array(16), classes: new Int32Array(4) }
    expect(confidentScore(found)).toBe(1)
  })
})

describe('trialScore', () => {
  it('counts what is found in images beyond what is found in them scrambled', async () => {
    const image = { width: 120, height: 120, data: Uint8Array.from({ length: 43200 }, (_, i) => i % 251) }
    const found = (count: number) => ({
      count,
      scores: new Float32Array(9).fill(0.5),
      boxes: new Float32Array(36),
      classes: new Int32Array(9),
    })
    const sure = trialScore([image, image], (shown) => Promise.resolve(found(shown === image ? 8 : 2)))
    expect(await sure(usual)).toBe(6)
    const overdriven = trialScore([image], (shown) => Promise.resolve(found(shown === image ? 8 : 9)))
    expect(await overdriven(usual)).toBe(0)
  })
})
