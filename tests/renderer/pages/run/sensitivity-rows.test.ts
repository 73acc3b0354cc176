import { describe, expect, it } from 'vitest'
import type {
  SensitivityUnit,
  SensitivityView,
  StateFigures,
} from '../../../../src/shared/contract/sensitivity.ts'
import {
  cumulativePoints,
  measuresOf,
  unitRows,
} from '../../../../src/renderer/pages/run/sensitivity/sensitivity-rows.ts'
import { suggestFloat } from '../../../../src/renderer/pages/run/sensitivity/suggest-float.ts'
import { topTen, unitsAsCsv } from '../../../../src/renderer/pages/run/sensitivity/unit-export.ts'
import { sortUnits } from '../../../../src/renderer/pages/run/sensitivity/sort-units.ts'

const state = (AP: number | null, agreement: number, sqnr: number | null = 20): StateFigures => ({
  ...{ AP, AP50: AP, agreement, overlap: null, sqnr },
  images: 10,
})

function unit(name: string, rank: number, value: number, measured: StateFigures | null): SensitivityUnit {
  return {
    name,
    rank,
    value,
    givenUp: false,
    interval: null,
    measured,
    estimate: null,
    milliseconds: 1000 * rank,
    pattern: name,
  }
}

const BASELINES = { float: state(0.5, 1, null), quantized: state(0.3, 0.6) }

const ONE_OFF: SensitivityView = {
  ...{ mode: 'one-off', metric: 'ap', by: 'block', parts: 'all', early: 0, total: 3 },
  baselines: BASELINES,
  units: [
    unit('head', 1, 0.42, state(0.42, 0.7)),
    unit('neck', 2, 0.33, state(0.33, 0.9)),
    unit('stem', 3, 0.29, state(0.29, 0.61)),
  ],
  cumulative: [],
  comparisons: [],
  reliability: null,
  wallMs: null,
}

const harms = (view: SensitivityView, measure: Parameters<typeof unitRows>[1]) =>
  unitRows(view, measure).map(({ name, harm }) => [name, harm === null ? null : Number(harm.toFixed(6))])

describe('units of an analysis', () => {
  it('cost what comes back with them float, in each figure that was measured', () => {
    expect(measuresOf(ONE_OFF)).toEqual(['ap', 'ap50', 'agreement', 'sqnr'])
    expect(harms(ONE_OFF, 'ap')).toEqual([
      ['head', 0.12],
      ['neck', 0.03],
      ['stem', -0.01],
    ])
    expect(harms(ONE_OFF, 'agreement')).toEqual([
      ['neck', 0.3],
      ['head', 0.1],
      ['stem', 0.01],
    ])
  })

  it('cost what goes with them alone quantized', () => {
    expect(harms({ ...ONE_OFF, mode: 'one-on' }, 'ap')).toEqual([
      ['head', 0.08],
      ['neck', 0.17],
      ['stem', 0.21],
    ])
  })

  it('have their share of the error where they were estimated, and a loss where that was verified', () => {
    const fast: SensitivityView = {
      ...ONE_OFF,
      mode: 'fast',
      units: [unit('head', 1, 0.7, state(0.42, 0.7)), unit('stem', 2, 0.3, null)],
    }
    expect(measuresOf(fast)).toEqual(['estimate', 'ap', 'ap50', 'agreement', 'sqnr'])
    expect(measuresOf({ ...fast, baselines: null })).toEqual(['estimate'])
    expect(harms(fast, 'estimate')).toEqual([
      ['head', 0.7],
      ['stem', 0.3],
    ])
    expect(harms(fast, 'ap')).toEqual([
      ['head', 0.12],
      ['stem', null],
    ])
  })

  it('have none where they were given up on part of the images, by whatever measure', () => {
    const [head, neck] = ONE_OFF.units
    if (head === undefined || neck === undefined) throw new Error('no units')
    const units = [head, { ...neck, value: null, givenUp: true, measured: state(null, 0.99) }]
    const early: SensitivityView = { ...ONE_OFF, early: 1, units }
    expect(harms(early, 'ap')).toEqual([
      ['head', 0.12],
      ['neck', null],
    ])
    expect(harms(early, 'agreement')).toEqual([
      ['head', 0.1],
      ['neck', null],
    ])
    expect(topTen(early, unitRows(early, 'ap'), 'ap')).toBe('Top0: Using fp16 head, ap = 0.42000')
  })

  it('have no AP without annotations', () => {
    const without = { float: state(null, 1, null), quantized: state(null, 0.6) }
    expect(measuresOf({ ...ONE_OFF, metric: 'agreement', baselines: without })).toEqual(['agreement', 'sqnr'])
  })

  it('lie in the interval that was told, on the side of the loss', () => {
    const [head] = ONE_OFF.units
    if (head === undefined) throw new Error('no unit')
    const told = { ...ONE_OFF, units: [{ ...head, interval: { low: 0.4, high: 0.45 } }] }
    const [row] = unitRows(told, 'ap')
    expect([row?.low, row?.high].map((end) => end?.toFixed(3))).toEqual(['0.100', '0.150'])
    const [other] = unitRows({ ...told, mode: 'one-on' }, 'ap')
    expect([other?.low, other?.high].map((end) => end?.toFixed(3))).toEqual(['0.050', '0.100'])
    expect(unitRows(told, 'agreement')[0]).toMatchObject({ low: null, high: null })
  })

  it('sort by any column, those without its figure last both ways', () => {
    const fast: SensitivityView = {
      ...ONE_OFF,
      units: [unit('b', 1, 1, null), unit('a', 2, 1, state(0.2, 0.5)), unit('c', 3, 1, state(0.4, 0.5))],
    }
    const names = (column: string, descending: boolean) =>
      sortUnits(unitRows(fast, 'ap'), { column, descending }).map(({ name }) => name)
    expect(names('AP', true)).toEqual(['c', 'a', 'b'])
    expect(names('AP', false)).toEqual(['a', 'c', 'b'])
    expect(names('name', false)).toEqual(['a', 'b', 'c'])
  })
})

describe('the suggestion', () => {
  const of = (view: SensitivityView) => suggestFloat(view, unitRows(view, 'ap'), 'ap')

  it('is what costs at least a tenth of the whole loss', () => {
    expect(of(ONE_OFF)).toEqual(['head', 'neck'])
    expect(of({ ...ONE_OFF, units: ONE_OFF.units.slice(2) })).toEqual([])
  })

  it('is nothing whose interval leaves open whether it costs anything', () => {
    const units = ONE_OFF.units.map((each) => ({ ...each, interval: { low: 0.25, high: 0.5 } }))
    expect(of({ ...ONE_OFF, units })).toEqual([])
  })

  it('follows the cumulative curve until most has come back', () => {
    const step = (float: number, name: string, AP: number) => ({ float, name, measured: state(AP, 0.9) })
    const cumulative = [step(1, 'head', 0.42), step(2, 'stem', 0.49), step(3, 'neck', 0.5)]
    expect(of({ ...ONE_OFF, cumulative })).toEqual(['head', 'stem'])
    expect(cumulativePoints({ ...ONE_OFF, cumulative }, 'ap')).toEqual([
      [0, 0.3],
      [1, 0.42],
      [2, 0.49],
      [3, 0.5],
    ])
    const useless = [step(1, 'head', 0.29)]
    expect(of({ ...ONE_OFF, cumulative: useless })).toEqual(['head', 'neck'])
  })
})

describe('the table for elsewhere', () => {
  it('has all figures', () => {
    const [head, first] = unitsAsCsv(unitRows(ONE_OFF, 'ap').slice(0, 1), 'ap').split('\r\n')
    expect(head).toContain('rank,unit,harm (ap)')
    expect(first).toContain('1,head,0.12')
    expect(first?.endsWith(',0.42,0.42,0.7,20,10,,,1000,head')).toBe(true)
  })

  it('has the top as quantization scripts print it', () => {
    expect(topTen(ONE_OFF, unitRows(ONE_OFF, 'ap'), 'ap').split('\n')[0]).toBe(
      'Top0: Using fp16 head, ap = 0.42000',
    )
  })
})
