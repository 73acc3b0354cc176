import { z } from 'zod'
import { framesOf } from './frame-figures.ts'
import type { MeasuredPage } from './measured-page.ts'

const ROUNDS = 5
const STEPS = 150
const LIST = '[role=listbox]'
/** Pixels a frame. */
const SPEED = 300
const FRAMES = 300

/** Goes through many images by keyboard, each drawn before the next. */
async function stepThrough(measured: MeasuredPage): Promise<void> {
  await measured.ask(
    `(async () => {
      for (let step = 0; step < ${STEPS}; step++) {
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }))
        await probe.painted()
      }
      return 0
    })()`,
    z.number(),
  )
}

/** A gallery of 5,000 images: scrolling, stepping, and what is held after each round of both. */
export async function measureGallery(
  measured: MeasuredPage,
  origin: string,
  [float, quantized]: readonly string[],
) {
  const { page } = measured
  await page.goto(`${origin}/runs/${quantized}?tab=gallery&runs=${float},${quantized}`)
  await page.locator(`${LIST} img`).first().waitFor()
  await page.waitForTimeout(1000)
  const held = [await measured.held()]
  const scrolling = await framesOf(measured, `probe.scroll('${LIST}', ${SPEED}, ${FRAMES})`)
  for (let round = 0; round < ROUNDS; round++) {
    await framesOf(measured, `probe.scroll('${LIST}', ${SPEED}, ${FRAMES})`)
    await stepThrough(measured)
    await page.waitForTimeout(500)
    held.push(await measured.held())
  }
  return { scrolling, 'held at the start and after each round': held }
}
