import { z } from 'zod'
import { median, percentileOf } from '../../../src/main/base/quantiles.ts'
import type { Cost, MeasuredPage } from './measured-page.ts'

const framesSchema = z.object({ gaps: z.array(z.number()), longTasks: z.array(z.number()) })

/** How evenly a page drew, and what a frame cost it. */
export interface FrameFigures {
  /** Frames a second on average. */
  fps: number
  /** Between two frames, ms. */
  gapMedian: number
  gapP95: number
  /** Tasks above 50 ms. */
  longTasks: number
  longest: number
  /** Processor time of the main thread a frame, ms. */
  cost: Cost
}

/** Draws frames as an expression of the probe has it. */
export async function framesOf(measured: MeasuredPage, expression: string): Promise<FrameFigures> {
  const { result, cost } = await measured.costOf(() => measured.ask(expression, framesSchema))
  const { gaps, longTasks } = result
  const sum = gaps.reduce((total, gap) => total + gap, 0)
  const count = gaps.length
  return {
    fps: (1000 * count) / sum,
    gapMedian: median(gaps),
    gapP95: percentileOf(Float64Array.from(gaps).sort(), 95),
    longTasks: longTasks.length,
    longest: Math.max(0, ...longTasks),
    cost: { total: cost.total / count, script: cost.script / count, layout: cost.layout / count },
  }
}
