import { framesOf } from './frame-figures.ts'
import type { MeasuredPage } from './measured-page.ts'
import { TENSOR } from './seed-store.ts'

const FRAMES = 240
const SLIDER = '.explorer input[type=range]'

/** The view of a tensor of 2048 bins while its slider is dragged. */
export async function measureTensor(measured: MeasuredPage, origin: string, run: string) {
  const { page } = measured
  await page.goto(`${origin}/runs/${run}/layers?tensor=${encodeURIComponent(TENSOR)}`)
  await page.locator(SLIDER).waitFor()
  await page.waitForTimeout(500)
  return {
    'dragging amax, all values': await framesOf(measured, `probe.slide('${SLIDER}', ${FRAMES})`),
  }
}
