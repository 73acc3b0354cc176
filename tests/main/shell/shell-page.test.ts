import { describe, expect, it } from 'vitest'
import { failurePage, restartPage, TRY_AGAIN_URL } from '../../../src/main/shell/shell-page.ts'
import { languageOf, TEXTS } from '../../../src/main/shell/texts.ts'

function htmlOf(page: string): string {
  const [head, ...content] = page.split(',')
  expect(head).toBe('data:text/html;charset=utf-8')
  return decodeURIComponent(content.join(','))
}

describe('pages of the shell', () => {
  it('say what happened, the way out and the code, and offer another try', () => {
    const failure = { code: 'PORT_TAKEN', message: 'Port 80 is taken', wayOut: 'Choose another.' }
    const html = htmlOf(failurePage(failure, TEXTS.en))
    for (const part of ['PORT_TAKEN', 'Port 80 is taken', 'Choose another.', TRY_AGAIN_URL]) {
      expect(html).toContain(part)
    }
  })

  it('run nothing, whatever the message holds', () => {
    const message = '<script>x</script><img src=x onerror="x">\'&'
    const failure = { code: 'INTERNAL', message, wayOut: null }
    for (const html of [htmlOf(failurePage(failure, TEXTS.zh)), htmlOf(restartPage(message, TEXTS.zh))]) {
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
