import type { Page } from 'playwright-core'

/** Drags a file from the desktop to the middle of the page and drops it there, as the system does. */
export async function dropFile(page: Page, path: string): Promise<void> {
  const { width, height } = page.viewportSize() ?? { width: 800, height: 600 }
  const protocol = await page.context().newCDPSession(page)
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
  await protocol.detach()
}
