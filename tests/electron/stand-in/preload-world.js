/* global window, document, STAND_IN, standInInvoke */
// What a sandboxed preload finds: `require('electron')` and nothing else, in a world of its own.
;(() => {
  if (window !== window.top) return
  const channels = new Map()
  const invoked = new Map()
  const functions = new Map()
  const paths = new Map()
  let count = 0

  const send = (type, detail) => document.dispatchEvent(new CustomEvent(`stand-in:${type}`, { detail }))

  function target(value) {
    functions.set(++count, value)
    return count
  }

  function unpacked({ value, callback }) {
    if (callback === undefined) return value
    return (...args) => send('callback', { callback, args })
  }

  document.addEventListener('stand-in:call', ({ detail: { id, target: called, args } }) => {
    let result
    try {
      result = functions.get(called)(...args.map(unpacked))
    } catch (error) {
      send('result', { id, error: error.message })
      return
    }
    if (typeof result === 'function') send('result', { id, target: target(result) })
    else if (!(result instanceof Promise)) send('result', { id, value: result })
    else {
      send('result', { id, promise: true })
      result.then(
        (value) => send('settle', { id, value }),
        (error) => send('settle', { id, error: error.message }),
      )
    }
  })

  const contextBridge = {
    exposeInMainWorld(name, api) {
      const entries = Object.entries(api)
      const isFunction = ([, value]) => typeof value === 'function'
      send('expose', {
        name,
        values: Object.fromEntries(entries.filter((entry) => !isFunction(entry))),
        targets: Object.fromEntries(entries.filter(isFunction).map(([key, value]) => [key, target(value)])),
      })
    },
  }

  const ipcRenderer = {
    invoke: (channel, ...args) =>
      new Promise((resolve, reject) => {
        invoked.set(++count, { resolve, reject })
        standInInvoke(JSON.stringify({ id: count, channel, args }))
      }),
    on(channel, listener) {
      if (!channels.has(channel)) channels.set(channel, new Set())
      channels.get(channel).add(listener)
    },
    off: (channel, listener) => channels.get(channel)?.delete(listener),
  }

  const webUtils = { getPathForFile: (file) => paths.get(file.name) ?? '' }

  const require = (name) => {
    if (name === 'electron') return { contextBridge, ipcRenderer, webUtils }
    throw new Error(`module not found: ${name}: a sandboxed preload can load Electron alone`)
  }
  const process = { platform: STAND_IN.platform, versions: STAND_IN.versions }

  globalThis.standIn = {
    run: (preload) => preload(require, process),
    answer({ id, error, value }) {
      const { resolve, reject } = invoked.get(id)
      invoked.delete(id)
      if (error === undefined) resolve(value)
      else reject(new Error(error))
    },
    emit: (channel, args) => channels.get(channel)?.forEach((listener) => listener({}, ...args)),
    knowFile: (name, path) => paths.set(name, path),
  }
})()
