import { computed } from 'vue'
import { PRECISION_COLOURS } from '../theme/precision.ts'
import { FONT, PALETTES, type ThemeName } from '../theme/tokens.ts'
import { useTheme } from '../theme/use-theme.ts'

const FONT_SIZE = 12

/** Colours for series that are no precisions, told apart by colour-blind eyes. */
function seriesColours(theme: ThemeName): string[] {
  const { fp16, ptq, qat, trt, fp32 } = PRECISION_COLOURS[theme]
  return [PALETTES[theme].accent, ptq, qat, trt, fp16, fp32]
}

/** The one theme of all charts, from the same tokens as the page. */
export function chartTheme(theme: ThemeName) {
  const p = PALETTES[theme]
  const text = { fontFamily: FONT, fontSize: FONT_SIZE, color: p.textSecond }
  const axis = {
    axisLine: { show: true, lineStyle: { color: p.lineStrong } },
    axisTick: { show: true, lineStyle: { color: p.lineStrong } },
    axisLabel: text,
    nameTextStyle: text,
    splitLine: { show: true, lineStyle: { color: p.line } },
  }
  return {
    color: seriesColours(theme),
    backgroundColor: 'transparent',
    textStyle: { fontFamily: FONT, fontSize: FONT_SIZE },
    title: { textStyle: { ...text, color: p.text, fontWeight: 600, fontSize: 14 }, subtextStyle: text },
    valueAxis: axis,
    logAxis: axis,
    timeAxis: axis,
    categoryAxis: { ...axis, splitLine: { show: false } },
    line: { symbol: 'none', lineStyle: { width: 1.5 }, smooth: false },
    tooltip: {
      // Drawn on the canvas: names of runs and files never become HTML.
      renderMode: 'richText',
      backgroundColor: p.raised,
      borderColor: p.line,
      borderWidth: 1,
      padding: 8,
      textStyle: { ...text, color: p.text },
      axisPointer: { lineStyle: { color: p.lineStrong }, crossStyle: { color: p.lineStrong } },
    },
  }
}

/** The theme of charts, and the palette for what an option colours itself. */
export function useChartTheme() {
  const { theme } = useTheme()
  return {
    chart: computed(() => chartTheme(theme.value)),
    palette: computed(() => PALETTES[theme.value]),
    precisions: computed(() => PRECISION_COLOURS[theme.value]),
  }
}
