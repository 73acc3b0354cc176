import { describe, expect, it } from 'vitest'
import { failurePage, restartPage, TRY_AGAIN_URL } from '../../../src/main/shell/shell-page.ts'
import { languageOf } from '../../../src/main/shell/texts.ts'

function htmlOf(page: string): string {
  const [head, ...content] = page.split(',')
  expect(head).toBe('data:text/html;charset=utf-8')
  return decodeURIComponent(content.join(','))
}

describe('pages of the shell', () => {
  it('say what happened, the way out and the code, and offer another try', () => {
    const failure = { code: 'PORT_TAKEN', message: 'Port 80 is taken', wayOut: 'Choose another.' }
    const html = htmlOf(failurePage(failure, 'en'))
    for (const part of ['PORT_TAKEN', 'Port 80 is taken', 'Choose another.', TRY_AGAIN_URL]) {
      expect(html).toContain(part)
    }
  })

  it('speak Chinese, the reason and the way out too', () => {
    const failure = {
      code: 'ENGINE_RUNNING',
      message: 'Another engine (process 12, port 3456) works on the store in /home/a b',
      wayOut: 'Use its window or address, end it, or give another folder with --home.',
    }
    const html = htmlOf(failurePage(failure, 'zh'))
    expect(html).toContain('<p>另一个引擎（进程 12，端口 3456）正在使用 /home/a b 中的存储</p>')
    expect(html).toContain('<p>请使用它的窗口或地址，或结束它，或用 --home 指定其他文件夹。</p>')
    const gaveUp = 'The engine keeps ending: native code gave up (SIGABRT); it said "boom: at 1, 2"'
    const page = htmlOf(failurePage({ code: 'PROCESS_FAILED', message: gaveUp, wayOut: null }, 'zh'))
    expect(page).toContain('引擎反复退出：')
    expect(page).toContain('“boom: at 1, 2”')
    expect(page).not.toContain('native code')
    expect(
      htmlOf(restartPage('it was killed (SIGKILL), as the system does when memory runs out', 'zh')),
    ).not.toContain('it was killed')
  })

  it('run nothing, whatever the message holds', () => {
    const message = '<script>x</script><img src=x onerror="x">\'&'
    const failure = { code: 'INTERNAL', message, wayOut: null }
    for (const html of [htmlOf(failurePage(failure, 'zh')), htmlOf(restartPage(message, 'zh'))]) {
      expect(html).not.toMatch(/<script|<img/)
      expect(html).toContain(
        '&lt;script&gt;x&lt;/script&gt;&lt;img src=x onerror=&quot;x&quot;&gt;&#39;&amp;',
      )
      expect(html).toContain("default-src 'none'")
    }
  })
})

it('the language of the shell is that of the system', () => {
  expect(['zh-CN', 'zh', 'ZH-TW'].map(languageOf)).toEqual(['zh', 'zh', 'zh'])
  expect(['en-US', 'de', ''].map(languageOf)).toEqual(['en', 'en', 'en'])
})
