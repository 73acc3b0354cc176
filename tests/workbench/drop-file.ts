import type { CDPSession, Page } from 'playwright-core'

const TRIES = 5

/**
 * Drags a file from the desktop to the middle of the page and drops it there, as the system does. A browser that is
 * late with its answer to the drag takes the drop for a leaving; a hand would then drag once more.
 */
export async function dropFile(page: Page, path: string): Promise<void> {
  const protocol = await page.context().newCDPSession(page)
  await page.evaluate(`
    window.dropsSeen = 0
    window.addEventListener('drop', () => { window.dropsSeen += 1 }, { capture: true })
  `)
  for (let tried = 0; tried < TRIES; tried += 1) {
    await dragAndDrop(page, protocol, path)
    if (Number(await page.evaluate('window.dropsSeen')) > 0) return protocol.detach()
  }
  throw new Error(`the page saw no drop in ${TRIES} tries`)
}

async function dragAndDrop(page: Page, protocol: CDPSession, path: string): Promise<void> {
  const { width, height } = page.viewportSize() ?? { width: 800, height: 600 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await protocol.send('Input.dispatchDragEvent', {
      type,
      x: width / 2,
      y: height / 2,
      data: { items: [], files: [path], dragOperationsMask: 1 },
    })
    // What is said while a file hangs over the window.
    if (type === 'dragOver') await page.getByText('Drop to open').waitFor()
  }
}
