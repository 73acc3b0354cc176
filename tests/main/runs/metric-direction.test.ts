import { expect, it } from 'vitest'
import { isAbsent, metricDirection } from '../../../src/main/runs/metric-direction.ts'

it('metricDirection judges by unit, then name', () => {
  const higher = [
    'AP',
    'AP50',
    'APs',
    'AR100',
    'mAP',
    'fps',
    'FPS',
    'speedup',
    'agreement',
    'precision',
    'F1',
    'AP/val',
  ]
  const lower = [
    'loss',
    'meanMs',
    'p99Ms',
    'p50 ms',
    'sizeMB',
    'peakMemoryMB',
    'wallMs',
    'clipped share',
    'mse',
  ]
  for (const name of higher) expect(metricDirection(name), name).toBe('higher')
  for (const name of lower) expect(metricDirection(name), name).toBe('lower')
  for (const name of ['params', 'layers', 'quantizers', 'apples', 'area']) {
    expect(metricDirection(name), name).toBeUndefined()
  }
  expect(metricDirection('layers', 'ms')).toBe('lower')
  expect(metricDirection('rate', 'img/s')).toBe('higher')
})

it('isAbsent knows NaN and the -1 of COCO', () => {
  expect(isAbsent('APs', -1)).toBe(true)
  expect(isAbsent('loss', Number.NaN)).toBe(true)
  expect(isAbsent('offset', -1)).toBe(false)
  expect(isAbsent('AP', 0)).toBe(false)
})
