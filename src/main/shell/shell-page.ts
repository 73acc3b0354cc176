import type { EngineFailure } from '../../shared/engine-message.ts'
import type { Language } from '../../shared/host-bridge.ts'
import { inWords } from './in-words.ts'
import { TEXTS } from './texts.ts'

/** Address that the button of the failure page leads to. It is never loaded: the shell takes it as the click. */
export const TRY_AGAIN_URL = 'https://quantbench.invalid/try-again'

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '')
}

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center }
  main { max-width: 40rem; padding: 2rem }
  h1 { font-size: 1.4rem }
  code { opacity: 0.7 }
  p { overflow-wrap: anywhere }
  a { display: inline-block; margin-top: 1rem; padding: 0.4rem 1.2rem; border: 1px solid; border-radius: 0.4rem;
      color: inherit; text-decoration: none }
`

/** A page without scripts as a `data:` address: it shows even when nothing can be served. */
function pageOf(title: string, content: string): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'"
  const html = `<!doctype html><html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}"><title>Quantbench</title><style>${STYLE}</style></head>
<body><main><h1>${escape(title)}</h1>${content}</main></body></html>`
  return `data:text/html;charset=utf-8,${encodeURIComponent(html)}`
}

/** Says why the engine cannot start and what to do about it. */
export function failurePage({ code, message, wayOut }: EngineFailure, language: Language): string {
  const texts = TEXTS[language]
  const advice = wayOut === null ? '' : `<p>${escape(inWords(language, 'remedy', wayOut))}</p>`
  return pageOf(
    texts.engineFailed,
    `<p>${escape(inWords(language, 'failure', message))}</p>${advice}<p><code>${escape(code)}</code></p>
<a href="${TRY_AGAIN_URL}">${escape(texts.tryAgain)}</a>`,
  )
}

/** Shown between the end of an engine and the next one. */
export function restartPage(why: string, language: Language): string {
  const texts = TEXTS[language]
  const said = escape(inWords(language, 'failure', why))
  return pageOf(texts.engineRestarting, `<p>${said}</p><p>${escape(texts.jobsUnaffected)}</p>`)
}
