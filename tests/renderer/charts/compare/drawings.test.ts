import { describe, expect, it } from 'vitest'
import { barTableDrawing } from '../../../../src/renderer/charts/compare/bar-table.ts'
import { curveOverlayDrawing } from '../../../../src/renderer/charts/compare/curve-overlay.ts'
import { divergingDrawing } from '../../../../src/renderer/charts/compare/diverging-bars.ts'
import { tradeOffDrawing } from '../../../../src/renderer/charts/compare/trade-off.ts'
import { tradeOffFrame } from '../../../../src/renderer/charts/compare/trade-off-frame.ts'
import { tradeOffLabels } from '../../../../src/renderer/charts/compare/trade-off-labels.ts'
import { overlap } from '../../../../src/renderer/charts/drawing/place-labels.ts'
import { shapeMarkup } from '../../../../src/renderer/charts/drawing/shape-markup.ts'
import type { Shape } from '../../../../src/renderer/charts/drawing/shape.ts'
import { seededRandom } from '../../../../src/main/base/random.ts'

const write = (value: number) => value.toFixed(2)
const markup = (shapes: readonly Shape[]) => shapes.map(shapeMarkup).join('')

function tradeOff(count: number, seed = 1) {
  const random = seededRandom(seed)
  const points = Array.from({ length: count }, (_, index) => ({
    id: `p${index}`,
    name: `yolov5n.onnx ptq:percentile ${index}`,
    x: 80 + 20 * random.next(),
    y: 0.27 + 0.01 * random.next(),
    precision: 'ptq' as const,
    xNoise: 400,
    yNoise: 0.001,
    parentId: index === 0 ? null : 'p0',
  }))
  const size = { width: 800, height: 320 }
  const legend = { precisions: [], front: 'front', noise: 'noise', lineage: 'lineage' }
  return { points, ...size, legend, xTitle: 'FPS', yTitle: 'AP', writeX: write, writeY: write, chief: ['p0'] }
}

describe('tradeOffDrawing', () => {
  it.each([1, 2, 3, 4, 5])('names that overlap nothing and stay inside the plot, layout %i', (seed) => {
    const input = tradeOff(12, seed)
    const frame = tradeOffFrame(input)
    const labels = tradeOffLabels(input)
    expect(labels[0]).toMatchObject({ id: 'p0' })
    for (const { box } of labels) {
      expect(box.left).toBeGreaterThanOrEqual(frame.left)
      expect(box.right).toBeLessThanOrEqual(frame.right)
      expect(box.top).toBeGreaterThanOrEqual(frame.top)
      expect(box.bottom).toBeLessThanOrEqual(frame.bottom)
    }
    const pairs = labels.flatMap((a, at) => labels.slice(at + 1).map((b) => overlap(a.box, b.box)))
    expect(pairs).not.toContain(true)
  })

  it('cuts bars of huge noise at the edge instead of shrinking the points to a dot', () => {
    const input = tradeOff(6)
    const { x } = tradeOffFrame(input)
    expect(x.high - x.low).toBeLessThan(60)
    const ends = [...markup(tradeOffDrawing(input)).matchAll(/ x[12]="(-?[\d.]+)"/g)].map(([, at]) =>
      Number(at),
    )
    expect(Math.min(...ends)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...ends)).toBeLessThanOrEqual(800)
  })

  it('names the front and the chief ones only where there are many', () => {
    const ids = new Set(tradeOffLabels(tradeOff(200)).map(({ id }) => id))
    expect(ids.has('p0')).toBe(true)
    expect(ids.size).toBeLessThan(20)
  })

  it('shows a tooltip on screen that no file gets', () => {
    const drawn = tradeOffDrawing({ ...tradeOff(3), pointed: 'p1', describe: () => ['only on screen'] })
    expect(JSON.stringify(drawn)).toContain('only on screen')
    expect(markup(drawn)).not.toContain('only on screen')
  })

  it('draws lineage between points that are both there', () => {
    const { points, ...input } = tradeOff(3)
    const heads = (parentId: string | null) =>
      markup(tradeOffDrawing({ ...input, points: points.map((point) => ({ ...point, parentId })) })).match(
        /<path d="[^"]*Z" fill="var\(--text-third\)" opacity/g,
      )?.length ?? 0
    expect(heads(null)).toBe(0)
    expect(heads('gone')).toBe(0)
    expect(heads('p0')).toBe(2)
  })

  it('draws nothing of nothing', () => {
    expect(tradeOffDrawing(tradeOff(0))).toEqual([])
  })
})

describe('bars and curves', () => {
  it('draw every bar from zero, and a dash where a figure is missing', () => {
    const rows = ['a', 'b', 'c'].map((id) => ({ id, name: id, precision: null }))
    const columns = [{ title: 'AP', values: [4, 2, null], write, best: [0] }]
    const drawn = markup(barTableDrawing({ rows, columns, baseline: 0, width: 600 }))
    const widths = [...drawn.matchAll(/<rect[^>]* width="([\d.]+)"/g)].map(([, width]) => Number(width))
    expect(widths[1] / widths[0]).toBeCloseTo(0.5, 2)
    expect(widths[2]).toBe(0)
    expect(drawn).toContain('>–<')
  })

  it('put losses left of zero and gains right of it', () => {
    const row = (id: string, difference: number) => ({
      id,
      name: id,
      difference,
      detail: '',
      verdict: 'noise' as const,
    })
    const drawn = divergingDrawing({ rows: [row('a', -1), row('b', 1)], width: 700, title: '', write })
    const [, loss, , gain] = [...markup(drawn).matchAll(/<rect x="([\d.]+)"/g)].map(([, x]) => Number(x))
    expect(loss).toBeLessThan(gain)
  })

  it('tell curves of one precision apart by their dashes, and keep their names apart', () => {
    const curve = (id: string) => ({
      id,
      name: id,
      precision: 'ptq' as const,
      points: [
        [0, 1],
        [1, 0.4],
      ] satisfies [number, number][],
    })
    const drawn = markup(
      curveOverlayDrawing({
        curves: ['a', 'b', 'c'].map(curve),
        width: 600,
        height: 300,
        xTitle: 'r',
        yTitle: 'p',
        write,
      }),
    )
    const dashes = [...drawn.matchAll(/<path[^>]*stroke-dasharray="([^"]*)"/g)].map(([, dash]) => dash)
    expect(new Set(dashes).size).toBe(3)
    const names = [...drawn.matchAll(/y="([\d.]+)"[^>]*>[abc]</g)]
      .map(([, y]) => Number(y))
      .toSorted((a, b) => a - b)
    expect(names[1] - names[0]).toBeGreaterThanOrEqual(15.9)
  })
})
