import { init, type EChartsCoreOption } from 'echarts/core'
import { PALETTES, type ThemeName } from '../theme/tokens.ts'
import { canvasAsPng } from './canvas-png.ts'
import { chartTheme } from './chart-theme.ts'

export interface ChartExport {
  option: EChartsCoreOption
  title: string
  /** Stand in the corner, so that a picture on a slide leads back to its runs. */
  runIds: readonly string[]
  width: number
  height: number
  theme: ThemeName
}

const HEAD = 40
const FOOT = 24

/** The option with room for a title above and the run ids below. */
function framed({ option, title, runIds, theme }: ChartExport): EChartsCoreOption {
  // What a chart with parallel axes has in place of a grid.
  const place = 'parallel' in option ? 'parallel' : 'grid'
  const given = option[place]
  const room = typeof given === 'object' && given !== null && !Array.isArray(given) ? given : {}
  const inset = (side: 'top' | 'bottom', more: number) => {
    const value: unknown = Reflect.get(room, side)
    return (typeof value === 'number' ? value : 24) + more
  }
  const { textThird, surface } = PALETTES[theme]
  return {
    ...option,
    animation: false,
    backgroundColor: surface,
    [place]: { ...room, top: inset('top', HEAD), bottom: inset('bottom', FOOT) },
    title: [
      { text: title, left: 16, top: 12 },
      {
        text: runIds.join('  '),
        right: 12,
        bottom: 8,
        textStyle: { fontSize: 10, fontWeight: 400, color: textThird },
      },
    ],
  }
}

/** The chart as an SVG document. */
export function chartAsSvg(chart: ChartExport): string {
  const { width, height, theme } = chart
  const instance = init(null, chartTheme(theme), {
    renderer: 'svg',
    ssr: true,
    width,
    height: height + HEAD + FOOT,
  })
  instance.setOption(framed(chart))
  const svg = instance.renderToSVGString()
  instance.dispose()
  return svg
}

/** The chart as a PNG of twice the size on screen. */
export async function chartAsPng(chart: ChartExport): Promise<Blob> {
  const { width, height, theme } = chart
  const canvas = document.createElement('canvas')
  const instance = init(canvas, chartTheme(theme), {
    renderer: 'canvas',
    devicePixelRatio: 2,
    width,
    height: height + HEAD + FOOT,
  })
  instance.setOption(framed(chart))
  // What ECharts keeps on layers of their own comes together here.
  const picture = instance.renderToCanvas({ pixelRatio: 2, backgroundColor: PALETTES[theme].surface })
  return canvasAsPng(picture).finally(() => instance.dispose())
}
