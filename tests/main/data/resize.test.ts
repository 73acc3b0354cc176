import { describe, expect, it } from 'vitest'
import { resizeMethod, resizeRgb } from '../../../src/main/data/resize.ts'
import { digest, grey, noise, reds } from './pixels.ts'

type Pair = [number, number]

/** Source size, target size, digests of what cv2 4.14 makes of `noise` with INTER_LINEAR and with INTER_AREA. */
const OPENCV: [Pair, Pair, string, string][] = [
  [[2, 2], [4, 4], '024191f02da93cb9', '86de78708e9cc7f5'],
  [[4, 4], [2, 2], '141b2b4788f0d565', '141b2b4788f0d565'],
  [[1, 1], [5, 7], '85b67ca59bea4b28', '85b67ca59bea4b28'],
  [[5, 7], [1, 1], '9ed59572f80eb700', '92f28f3443df4628'],
  [[1, 9], [4, 4], '8aeb2b8fc8846b4b', 'eb9a1e3feaa240f7'],
  [[8, 4], [4, 2], '27ddb1560376c125', '27ddb1560376c125'],
  [[12, 9], [4, 3], '7e05536837cf5610', 'f84b7ef5f9880998'],
  [[3, 3], [2, 2], 'f090c35369c3459f', 'f9d78ce4c39e12f2'],
  [[7, 5], [6, 5], '5c8e0c342fc09399', '4431fbf84f2dba48'],
  [[33, 50], [42, 64], 'fe4e5b1c4ed15d7e', '635d113280a9a57e'],
  [[33, 50], [64, 30], 'd81242c09e6301da', '288d8c63efa6df66'],
  [[33, 50], [20, 64], '60c61206c93084d3', '7348599ca3f4a8e3'],
  [[97, 113], [41, 48], '0e2bcc5c8aa1ef6a', 'cbf7b068f2e2d916'],
  [[97, 113], [41, 200], 'b873883fd1326207', '6bb4ba8076816d96'],
  [[96, 108], [32, 36], 'd16f7d936a168d5f', '2d6dfdc70bed0f6c'],
  [[64, 48], [63, 47], '8a357baf5dcc1161', '18c7a458ea79a2ae'],
  [[100, 60], [50, 60], 'c94a4cfa4c70d226', '11ab847b2b5c19a3'],
  [[128, 96], [64, 48], '291b25e50f4bc8ac', '291b25e50f4bc8ac'],
  [[333, 500], [426, 640], '87e57f1dca254d25', 'aeb5272d93939f09'],
  [[800, 603], [640, 482], 'a0f31509c1e59ac8', '72600c01fe68c430'],
]

describe('resizeRgb', () => {
  it.each(OPENCV)(
    '%j to %j equals OpenCV bit for bit',
    ([width, height], [toWidth, toHeight], linear, area) => {
      const image = noise(width, height)
      const size = { width: toWidth, height: toHeight }
      expect(digest(resizeRgb(image, size, 'linear').data)).toBe(linear)
      expect(digest(resizeRgb(image, size, 'area').data)).toBe(area)
    },
  )

  it('blends neighbours at half-pixel centres', () => {
    // Weights a quarter and three quarters inside, the border repeated outside; 50·¾ + 76·¼ … by hand.
    const image = grey([
      [0, 100],
      [200, 40],
    ])
    expect(reds(resizeRgb(image, { width: 4, height: 4 }, 'linear'))).toEqual([
      [0, 25, 75, 100],
      [50, 59, 76, 85],
      [150, 126, 79, 55],
      [200, 160, 80, 40],
    ])
  })

  it('averages 2 × 2 blocks at one half, whichever interpolation is asked for', () => {
    const image = grey([
      [10, 20, 30, 40],
      [50, 60, 70, 80],
      [90, 100, 110, 120],
      [130, 140, 150, 161],
    ])
    const halved = [
      [35, 55],
      [115, 135],
    ]
    for (const interpolation of ['linear', 'area', 'yolov5'] as const) {
      expect(reds(resizeRgb(image, { width: 2, height: 2 }, interpolation))).toEqual(halved)
    }
  })

  it('weighs cells by the area they cover', () => {
    // A cell of 4/3: the first covers all of one pixel and a third of the next, (10 + 20/3) / (4/3) = 12.5 a row.
    const image = grey([
      [10, 20, 30, 40],
      [10, 20, 30, 40],
      [10, 20, 30, 40],
      [10, 20, 30, 40],
    ])
    const row = [12, 25, 38]
    expect(reds(resizeRgb(image, { width: 3, height: 3 }, 'area'))).toEqual([row, row, row])
  })

  it('keeps the channels apart', () => {
    const image = { data: Uint8Array.from([10, 100, 200, 30, 60, 0]), width: 2, height: 1 }
    expect([...resizeRgb(image, { width: 4, height: 1 }, 'linear').data]).toEqual([
      10, 100, 200, 15, 90, 150, 25, 70, 50, 30, 60, 0,
    ])
  })

  it('hands an image of the right size back as it is', () => {
    const image = noise(3, 2)
    expect(resizeRgb(image, { width: 3, height: 2 }, 'linear')).toBe(image)
  })
})

describe('resizeMethod', () => {
  it('takes for yolov5 the linear way up and the area way down', () => {
    const image = { width: 100, height: 80 }
    const up = { width: 160, height: 128 }
    const down = { width: 64, height: 51 }
    expect(resizeMethod(image, up, 'yolov5')).toBe(resizeMethod(image, up, 'linear'))
    expect(resizeMethod(image, down, 'yolov5')).toBe('area')
    expect(resizeMethod(image, down, 'linear')).not.toBe('area')
  })
})
