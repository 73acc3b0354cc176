/** Tries from inside the workbench what its page needs and what it must not be able to do, and tells the engine. */
const WORKBENCH_SCRIPT = `
const told = { href: location.href, title: document.title, cookie: document.cookie }
const style = document.createElement('style')
style.textContent = 'body { color: rgb(1, 2, 3) }'
document.head.append(style)
told.runtimeStyle = getComputedStyle(document.body).color
const box = document.createElement('div')
box.innerHTML = '<b style="color: rgb(4, 5, 6)">x</b>'
document.body.append(box)
told.styleAttribute = getComputedStyle(box.firstChild).color
try { told.eval = (0, eval)('"ran"') } catch { told.eval = 'blocked' }

const socket = new WebSocket('ws://' + location.host + '/socket')
const { evil, data } = JSON.parse(await new Promise((resolve) => { socket.onmessage = (event) => resolve(event.data) }))
const file = (name) => '/files?path=' + encodeURIComponent(data + '/' + name)
const outcome = (element, source) => new Promise((resolve) => {
  element.onload = () => resolve('loaded')
  element.onerror = () => resolve('blocked')
  element.src = source
  document.head.append(element)
})
told.picture = await outcome(new Image(), file('a.bmp'))
told.blob = await outcome(new Image(), URL.createObjectURL(await (await fetch(file('a.bmp'))).blob()))
told.remoteImage = await outcome(new Image(), evil + '/a.bmp')
told.remoteFetch = await fetch(evil).then(() => 'fetched', () => 'blocked')
told.fileAsScript = await outcome(document.createElement('script'), file('evil.js'))
told.worker = await new Promise((resolve) => {
  const worker = new Worker('/assets/worker-CQDD2p2P.js', { type: 'module' })
  worker.onmessage = () => resolve('works')
  worker.onerror = () => resolve('blocked')
})
socket.onmessage = () => { location.href = evil }
socket.send(JSON.stringify(told))
`

/** A page of another server on this machine, to which browsers even send the cookie: the most that an attacker has. */
export function evilPage(workbench: string): string {
  return `<!doctype html><body><script type="module">
const workbench = ${JSON.stringify(workbench)}
const told = {}
const outcome = (element, source) => new Promise((resolve) => {
  element.onload = () => resolve('loaded')
  element.onerror = () => resolve('blocked')
  element.src = source
  document.body.append(element)
})
told.image = await outcome(new Image(), workbench + '/favicon.svg')
told.script = await outcome(document.createElement('script'), workbench + '/assets/index-CQDD2p2P.js')
const options = { credentials: 'include' }
told.fetch = await fetch(workbench, options).then(() => 'read', () => 'blocked')
told.opaqueFetch = await fetch(workbench, { ...options, mode: 'no-cors' }).then(() => 'sent', () => 'blocked')
told.socket = await new Promise((resolve) => {
  const socket = new WebSocket(workbench.replace('http', 'ws') + '/socket')
  socket.onopen = () => resolve('open')
  socket.onerror = () => resolve('refused')
})
const frame = document.createElement('iframe')
await outcome(frame, workbench + '/')
told.frame = frame.contentDocument === null ? 'closed' : 'readable'
await fetch('/report', { method: 'POST', body: JSON.stringify(told) })
</script>`
}

/** Files of a renderer that probes its own limits; an inline script in its page must not run. */
export const PROBING_RENDERER: Readonly<Record<string, string>> = {
  'index.html': `<!doctype html><head><title>untouched</title>
<script type="module" crossorigin src="/assets/probe-CQDD2p2P.js"></script>
<script>document.title = 'an inline script ran'</script></head><body></body>`,
  'assets/probe-CQDD2p2P.js': WORKBENCH_SCRIPT,
  'assets/worker-CQDD2p2P.js': 'postMessage(1)',
}
