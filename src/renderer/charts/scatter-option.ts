import type { Palette } from '../theme/tokens.ts'
import type { Precision } from '../theme/precision.ts'
import { markOf } from './marks.ts'
import { paretoFront } from './pareto.ts'

export interface ScatterPoint {
  id: string
  name: string
  x: number
  y: number
  precision: Precision | null
  /** Half the length of the noise bars. */
  xNoise?: number
  yNoise?: number
  /** Id of the point that this one was made from. */
  parentId?: string | null
}

type Coordinates = [number, number]

/** Thin lines through a point: from less to more of the noise in each direction. */
function noiseBars({ x, y, xNoise = 0, yNoise = 0 }: ScatterPoint): [Coordinates, Coordinates][] {
  return [
    ...(xNoise > 0
      ? [
          [
            [x - xNoise, y],
            [x + xNoise, y],
          ] satisfies [Coordinates, Coordinates],
        ]
      : []),
    ...(yNoise > 0
      ? [
          [
            [x, y - yNoise],
            [x, y + yNoise],
          ] satisfies [Coordinates, Coordinates],
        ]
      : []),
  ]
}

function lineage(points: readonly ScatterPoint[]): [Coordinates, Coordinates][] {
  const byId = new Map(points.map((point) => [point.id, point]))
  return points.flatMap(({ parentId, x, y }) => {
    const parent = parentId == null ? undefined : byId.get(parentId)
    return parent === undefined
      ? []
      : [
          [
            [parent.x, parent.y],
            [x, y],
          ] satisfies [Coordinates, Coordinates],
        ]
  })
}

const markLines = (
  pairs: readonly [Coordinates, Coordinates][],
  symbol: [string, string],
  lineStyle: { color: string; width: number; type: 'solid' | 'dashed'; opacity?: number },
) => ({
  silent: true,
  animation: false,
  symbol,
  symbolSize: 6,
  label: { show: false },
  lineStyle,
  data: pairs.map(([from, to]) => [{ coord: from }, { coord: to }]),
})

export interface ScatterStyle {
  palette: Palette
  precisions: Record<Precision, string>
  xTitle: string
  yTitle: string
  tooltip: (point: ScatterPoint) => string
}

/** Gains in x that no benchmark tells from none. */
const SAME = 0.02

/** Points by precision, the Pareto front through the best, noise as bars, lineage as thin arrows. */
export function scatterOption(points: readonly ScatterPoint[], style: ScatterStyle) {
  const { palette, precisions, xTitle, yTitle, tooltip } = style
  const front = paretoFront(points, SAME)
  const onFront = new Set(front.map(({ id }) => id))
  const axis = { type: 'value', scale: true, nameLocation: 'middle' }
  return {
    animation: false,
    grid: { left: 64, right: 64, top: 36, bottom: 44 },
    tooltip: { trigger: 'item' },
    xAxis: { ...axis, name: xTitle, nameGap: 26 },
    yAxis: { ...axis, name: yTitle, nameGap: 48 },
    series: [
      {
        type: 'line',
        silent: true,
        data: front.map(({ x, y }) => [x, y]),
        lineStyle: { color: palette.lineStrong, width: 1, type: 'dashed' },
        markLine: markLines(points.flatMap(noiseBars), ['none', 'none'], {
          color: palette.lineStrong,
          width: 1,
          type: 'solid',
        }),
      },
      {
        type: 'scatter',
        symbolSize: 12,
        data: points.map((point) => ({
          value: [point.x, point.y],
          symbol: markOf(point.precision),
          itemStyle: {
            opacity: 1,
            color: point.precision === null ? palette.textThird : precisions[point.precision],
          },
          tooltip: { formatter: tooltip(point) },
          label: {
            show: onFront.has(point.id),
            position: 'top',
            distance: 8,
            textBorderColor: palette.surface,
            textBorderWidth: 3,
            formatter: point.name,
            color: palette.text,
            width: 200,
            overflow: 'truncate',
          },
        })),
        labelLayout: { hideOverlap: true, moveOverlap: 'shiftY' },
        markLine: markLines(lineage(points), ['none', 'arrow'], {
          color: palette.lineStrong,
          width: 1,
          type: 'solid',
          opacity: 0.45,
        }),
      },
    ],
  }
}
