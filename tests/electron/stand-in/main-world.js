/* global window, document */
// The page's half of `contextBridge`: it sees what the preload exposes through DOM events, which carry copies between
// worlds as Electron's bridge does, and never an object of the other world.
;(() => {
  if (window !== window.top) return
  const callbacks = new Map()
  const waiting = new Map()
  const later = new Map()
  let count = 0

  const send = (type, detail) => document.dispatchEvent(new CustomEvent(`stand-in:${type}`, { detail }))
  const hear = (type, listener) =>
    document.addEventListener(`stand-in:${type}`, ({ detail }) => listener(detail))

  const packed = (value) => {
    if (typeof value !== 'function') return { value }
    callbacks.set(++count, value)
    return { callback: count }
  }

  function call(target, args) {
    const id = ++count
    send('call', { id, target, args: args.map(packed) })
    const result = waiting.get(id)
    waiting.delete(id)
    if (result.error !== undefined) throw new Error(result.error)
    if (result.target !== undefined) return (...others) => call(result.target, others)
    if (!result.promise) return result.value
    return new Promise((resolve, reject) => later.set(id, { resolve, reject }))
  }

  hear('result', (result) => waiting.set(result.id, result))
  hear('settle', ({ id, error, value }) => {
    if (error === undefined) later.get(id).resolve(value)
    else later.get(id).reject(new Error(error))
    later.delete(id)
  })
  hear('callback', ({ callback, args }) => callbacks.get(callback)(...args))
  hear('expose', ({ name, values, targets }) => {
    const api = structuredClone(values)
    for (const [key, target] of Object.entries(targets)) api[key] = (...args) => call(target, args)
    Object.defineProperty(window, name, { value: Object.freeze(api), enumerable: true })
  })
})()
