import { describe, expect, it } from 'vitest'
import { seededRandom, type Random } from '../../../src/main/base/random.ts'
import { Candidates } from '../../../src/main/detect/candidates.ts'
import { EVALUATION_NMS, type NmsSettings } from '../../../src/main/detect/nms-settings.ts'
import { NonMaxSuppression, type ImageDetections } from '../../../src/main/detect/nms.ts'

const f = Math.fround

/** The reference step by step: sort, cut, offset, then every pair as torchvision's kernel does, then cut again. */
function naive(candidates: Candidates, settings: NmsSettings): number[] {
  const { boxes, scores, classes, count } = candidates
  const order = Array.from({ length: count }, (_, row) => row)
    .sort((a, b) => scores[b] - scores[a] || a - b)
    .slice(0, settings.maxCandidates)
  const moved = order.map((row) => {
    const offset = f(classes[row] * (settings.agnostic ? 0 : 7680))
    return Array.from(boxes.subarray(4 * row, 4 * row + 4), (side) => f(side + offset))
  })
  const area = moved.map(([x1, y1, x2, y2]) => f(f(x2 - x1) * f(y2 - y1)))
  const suppressed = new Set<number>()
  const kept: number[] = []
  for (let i = 0; i < order.length; i++) {
    if (suppressed.has(i)) continue
    kept.push(order[i])
    for (let j = i + 1; j < order.length; j++) {
      const w = Math.max(0, f(Math.min(moved[i][2], moved[j][2]) - Math.max(moved[i][0], moved[j][0])))
      const h = Math.max(0, f(Math.min(moved[i][3], moved[j][3]) - Math.max(moved[i][1], moved[j][1])))
      const inter = f(w * h)
      if (f(inter / f(f(area[i] + area[j]) - inter)) > settings.iou) suppressed.add(j)
    }
  }
  return kept.slice(0, settings.maxDetections)
}

interface Crowd {
  count: number
  classes: number
  spread: number
  scoreSteps: number
}

function randomCandidates(random: Random, { count, classes, spread, scoreSteps }: Crowd): Candidates {
  const candidates = new Candidates(16)
  for (let row = 0; row < count; row++) {
    const x = random.next() * spread
    const y = random.next() * spread
    const [w, h] = [20 + random.next() * 80, 20 + random.next() * 80]
    const score = Math.ceil(random.next() * scoreSteps) / scoreSteps
    candidates.push(x, y, x + w, y + h, score, random.integer(classes))
  }
  return candidates
}

function rowsKept(kept: ImageDetections): string[] {
  return Array.from({ length: kept.count }, (_, row) =>
    [...kept.boxes.subarray(4 * row, 4 * row + 4), kept.scores[row], kept.classes[row]].join(),
  )
}

function rowsOf({ boxes, scores, classes }: Candidates, rows: number[]): string[] {
  return rows.map((row) => [...boxes.subarray(4 * row, 4 * row + 4), scores[row], classes[row]].join())
}

describe('NonMaxSuppression', () => {
  const crowds: Record<string, Crowd> = {
    'many overlapping boxes': { count: 800, classes: 3, spread: 200, scoreSteps: 1e6 },
    'many equal scores': { count: 800, classes: 5, spread: 200, scoreSteps: 20 },
    'many classes': { count: 800, classes: 300, spread: 60, scoreSteps: 1e6 },
    'boxes farther apart than the class offset': {
      count: 1500,
      classes: 40,
      spread: 60_000,
      scoreSteps: 100,
    },
  }
  const variants: Record<string, Partial<NmsSettings>> = {
    'by class': {},
    'class-agnostic': { agnostic: true },
    'few candidates entered': { maxCandidates: 77 },
    'few boxes kept': { maxDetections: 9 },
    'IoU 0.1': { iou: 0.1 },
    'IoU 0': { iou: 0 },
  }
  for (const [crowdName, crowd] of Object.entries(crowds)) {
    for (const [variantName, variant] of Object.entries(variants)) {
      it(`keeps what comparing every pair keeps: ${crowdName}, ${variantName}`, () => {
        const settings = { ...EVALUATION_NMS, ...variant }
        const nms = new NonMaxSuppression()
        for (let seed = 1; seed <= 3; seed++) {
          const candidates = randomCandidates(seededRandom(seed), crowd)
          const expected = naive(candidates, settings)
          expect(rowsKept(nms.suppress(candidates, settings))).toEqual(rowsOf(candidates, expected))
        }
      })
    }
  }

  it('lets boxes of different classes meet where the offset brings them together, as the reference does', () => {
    const candidates = new Candidates()
    candidates.push(7680, 7680, 7780, 7780, 0.9, 0)
    candidates.push(0, 0, 100, 100, 0.8, 1)
    expect(new NonMaxSuppression().suppress(candidates, EVALUATION_NMS).count).toBe(1)
  })

  it('compares in float32 after the offset: the same two boxes overlap enough in one class and not in another', () => {
    const pair = (classIndex: number) => {
      const candidates = new Candidates()
      candidates.push(10.01, 10, 20.01, 20, 0.9, classIndex)
      candidates.push(10.01, 10, 20.01, 16.5001, 0.8, classIndex)
      return new NonMaxSuppression().suppress(candidates, EVALUATION_NMS).count
    }
    expect(pair(0)).toBe(1)
    expect(pair(79)).toBe(2)
  })

  it('keeps a box whose IoU equals the threshold', () => {
    const candidates = new Candidates()
    candidates.push(0, 0, 100, 100, 0.9, 0)
    candidates.push(0, 0, 100, 50, 0.8, 0)
    const nms = new NonMaxSuppression()
    expect(nms.suppress(candidates, { ...EVALUATION_NMS, iou: 0.5 }).count).toBe(2)
    expect(nms.suppress(candidates, { ...EVALUATION_NMS, iou: 0.4999 }).count).toBe(1)
  })

  it('enters only the best 30,000 candidates', () => {
    const candidates = new Candidates()
    for (let row = 0; row < 30_000; row++) candidates.push(0, 0, 10, 10, 0.9, 0)
    candidates.push(100, 100, 110, 110, 0.8, 0)
    const nms = new NonMaxSuppression()
    expect(nms.suppress(candidates, EVALUATION_NMS).count).toBe(1)
    expect(nms.suppress(candidates, { ...EVALUATION_NMS, maxCandidates: 30_001 }).count).toBe(2)
  })

  it('starts afresh with each image and lets flat or empty boxes stand', () => {
    const nms = new NonMaxSuppression()
    const candidates = new Candidates()
    candidates.push(0, 0, 10, 10, 0.9, 3)
    expect(nms.suppress(candidates, EVALUATION_NMS).count).toBe(1)
    candidates.clear()
    candidates.push(5, 5, 5, 5, 0.9, 3)
    candidates.push(5, 5, 5, 5, 0.8, 3)
    expect(nms.suppress(candidates, EVALUATION_NMS).count).toBe(2)
    candidates.clear()
    expect(nms.suppress(candidates, EVALUATION_NMS).count).toBe(0)
  })

  it('gives the best boxes without suppression where a network needs none', () => {
    const candidates = new Candidates()
    candidates.push(0, 0, 10, 10, 0.2, 0)
    candidates.push(0, 0, 10, 10, 0.9, 0)
    candidates.push(0, 0, 10, 10, 0.5, 0)
    const best = new NonMaxSuppression().best(candidates, { ...EVALUATION_NMS, maxDetections: 2 })
    expect([...best.scores.subarray(0, best.count)]).toEqual([f(0.9), f(0.5)])
  })
})
