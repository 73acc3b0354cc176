import { describe, expect, it } from 'vitest'
import { moveBy, moveTo } from '../../../../src/renderer/pages/compare/column-order.ts'
import { isBest } from '../../../../src/renderer/pages/compare/best.ts'
import { mergedRows, settingText } from '../../../../src/renderer/pages/compare/merged-rows.ts'
import { runLabels } from '../../../../src/renderer/pages/compare/run-labels.ts'
import { comparedMetric, comparisonOf } from '../../support/comparison.ts'

describe('mergedRows', () => {
  const rows = mergedRows(
    comparisonOf(
      { zeta: [1, 2, 3], FPS: [1, 2, 3], AP: [1, 2, 3], gone: [null, null, null] },
      {
        parameters: {
          differing: [
            { name: 'method', values: [null, 'max', 'mse'] },
            { name: 'epochs', values: [null, null, 4] },
          ],
          identical: [{ name: 'batch', values: [8, 8, 8] }],
        },
        environment: { differing: [], identical: [{ name: 'node', values: ['24', '24', '24'] }] },
      },
    ),
  )

  it('puts what is looked at first before the rest, and leaves out what nobody measured', () => {
    expect(rows.main.map(({ name }) => name)).toEqual(['AP', 'FPS'])
    expect(rows.others.map(({ name }) => name)).toEqual(['zeta'])
  })

  it('folds away what is identical, and what only some runs have', () => {
    expect(rows.differing.map(({ name }) => name)).toEqual(['method'])
    expect(rows.partial.map(({ name }) => name)).toEqual(['epochs'])
    expect(rows.identical.map(({ name }) => name)).toEqual(['batch', 'node'])
  })

  it('writes settings as they are, lists as JSON, and nothing for none', () => {
    expect([settingText('mse'), settingText(8), settingText([1, 'a']), settingText(null)]).toEqual([
      'mse',
      '8',
      '[1,"a"]',
      null,
    ])
  })
})

describe('isBest', () => {
  it('marks one, and none where most are', () => {
    expect(isBest(comparedMetric('AP', [1, 2, 3]), 2)).toBe(true)
    expect(isBest(comparedMetric('AP', [1, 1, 1]), 2)).toBe(false)
  })
})

describe('runLabels', () => {
  const run = (id: string, name: string, model: string) => ({
    id,
    name,
    kind: 'qat' as const,
    model: { sha256: 'a'.repeat(64), name: model, family: null, path: '' },
  })

  it('leaves out the model that all share', () => {
    expect(runLabels([run('1', 'm.onnx fp32', 'm.onnx'), run('2', 'm.onnx qat', 'm.onnx')])).toEqual([
      'fp32',
      'qat',
    ])
    expect(runLabels([run('1', 'm.onnx fp32', 'm.onnx'), run('2', 'n.onnx qat', 'n.onnx')])).toEqual([
      'm.onnx fp32',
      'n.onnx qat',
    ])
  })

  it('tells runs of the same name apart by their ids', () => {
    expect(runLabels([run('x-aaaa', 'm qat', 'm'), run('x-bbbb', 'm qat', 'm')])).toEqual([
      'qat (aaaa)',
      'qat (bbbb)',
    ])
    expect(runLabels([run('1-aaaa', 'm qat', 'm'), run('2-aaaa', 'm qat', 'm')])).toEqual([
      'qat #1',
      'qat #2',
    ])
  })
})

describe('columns', () => {
  it('are moved, and stay at the ends', () => {
    expect(moveBy(['a', 'b', 'c'], 'a', 1)).toEqual(['b', 'a', 'c'])
    expect(moveBy(['a', 'b', 'c'], 'a', -1)).toEqual(['a', 'b', 'c'])
    expect(moveBy(['a', 'b'], 'x', 1)).toEqual(['a', 'b'])
    expect(moveTo(['a', 'b', 'c'], 'a', 2)).toEqual(['b', 'c', 'a'])
  })
})
