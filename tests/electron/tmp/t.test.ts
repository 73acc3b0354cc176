import { it } from 'vitest'
import { openShell } from '../stand-in/open-shell.ts'
import { workbenchOf } from '../shell-checks.ts'
import { setTimeout as sleep } from 'node:timers/promises'
it('x', async () => {
  console.time('open')
  const s = await openShell()
  console.timeLog('open')
  await workbenchOf(s)
  console.timeLog('open')
  await s.order('abort').catch((e) => console.log('order', String(e)))
  for (let i = 0; i < 8; i++) {
    await sleep(300)
    console.log(
      s.page.url().slice(0, 60),
      await s.page.title().catch(String),
      s.engineLog().length,
      await s.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL(), null),
    )
  }
  console.timeLog('open')
  await s.close()
  console.timeEnd('open')
})
