import { describe, expect, it } from 'vitest'
import { machinePanels } from '../../../../src/renderer/pages/run/machine-panels.ts'
import type { Series } from '../../../../src/shared/contract/run.ts'

function series(name: string, values: number[], times: (number | null)[] = values.map(() => null)): Series {
  return { name, steps: values.map((_, step) => step), values, times }
}

describe('machinePanels', () => {
  it('draws what has a common axis together, shares in percent, over seconds', () => {
    const { panels, rest } = machinePanels([
      series('CPU', [0.5, 1], [10_000, 10_500]),
      series('CPU own', [0.25], [10_500]),
      series('memory used (MB)', [4000], [10_000]),
      series('loss', [1]),
    ])
    expect(panels).toEqual([
      {
        id: ' load',
        part: 'load',
        gpu: null,
        unit: '%',
        lines: [
          {
            line: 'all',
            points: [
              [0, 50],
              [0.5, 100],
            ],
          },
          { line: 'own', points: [[0.5, 25]] },
        ],
      },
      {
        id: ' memory',
        part: 'memory',
        gpu: null,
        unit: 'MB',
        lines: [{ line: 'all', points: [[0, 4000]] }],
      },
    ])
    expect(rest.map(({ name }) => name)).toEqual(['loss'])
  })

  it('keeps each GPU for itself, and its clocks together', () => {
    const { panels } = machinePanels([
      series('GPU 0 SM clock (MHz)', [1410]),
      series('GPU 0 memory clock (MHz)', [1215]),
      series('GPU 1 SM clock (MHz)', [1200]),
      series('GPU 1 power (W)', [88, 92]),
    ])
    expect(
      panels.map(({ gpu, part, unit, lines }) => [gpu, part, unit, lines.map(({ line }) => line)]),
    ).toEqual([
      [0, 'clock', 'MHz', ['SM', 'memory']],
      [1, 'clock', 'MHz', ['SM']],
      [1, 'power', 'W', ['all']],
    ])
    expect(panels[2].lines[0].points).toEqual([
      [0, 88],
      [1, 92],
    ])
  })
})
