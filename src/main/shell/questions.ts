import { dialog, type BrowserWindow, type MessageBoxOptions } from 'electron'
import type { Texts } from './texts.ts'

async function ask(window: BrowserWindow | null, options: MessageBoxOptions): Promise<number> {
  const answer = await (window === null
    ? dialog.showMessageBox(options)
    : dialog.showMessageBox(window, options))
  return answer.response
}

/** What to do with jobs when the program ends. */
export async function askBeforeQuit(
  window: BrowserWindow | null,
  texts: Texts,
): Promise<'leave' | 'stop' | 'stay'> {
  const answer = await ask(window, {
    type: 'question',
    title: texts.quitTitle,
    message: texts.quitQuestion,
    detail: texts.quitDetail,
    buttons: [texts.keepRunning, texts.stopJobs, texts.stay],
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  })
  return answer === 0 ? 'leave' : answer === 1 ? 'stop' : 'stay'
}

/** What to do about a page whose process has crashed. */
export async function askAfterPageCrash(window: BrowserWindow, texts: Texts): Promise<'reload' | 'quit'> {
  const answer = await ask(window, {
    type: 'error',
    message: texts.pageCrashed,
    detail: texts.pageCrashedDetail,
    buttons: [texts.reload, texts.quit],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  })
  return answer === 1 ? 'quit' : 'reload'
}
