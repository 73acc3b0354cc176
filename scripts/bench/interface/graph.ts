import { framesOf } from './frame-figures.ts'
import type { MeasuredPage } from './measured-page.ts'

const CANVAS = '[role=application]'
const DRAWN = `document.querySelector('${CANVAS} canvas') && !document.querySelector('.stage [role=status]')`

/** A graph of 1,500 nodes, all its blocks open: from navigation to the drawn picture, then moving it. */
export async function measureGraph(measured: MeasuredPage, origin: string, path: string) {
  const address = `${origin}/graphs?path=${encodeURIComponent(path)}&open=`
  await measured.visit(`${address}none`, DRAWN)
  const fresh = await measured.another()
  return {
    'laid out and drawn': await fresh.visit(`${address}all`, DRAWN),
    moving: await framesOf(fresh, `probe.keys('${CANVAS}', 'ArrowDown', 120)`),
  }
}
