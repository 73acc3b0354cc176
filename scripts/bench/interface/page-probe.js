/* global window, document, MutationObserver, requestAnimationFrame, KeyboardEvent, HTMLElement */
// What a page tells of itself. It is there before the page's own code.
;(() => {
  const PATIENCE_MS = 20_000
  const longTasks = []
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) longTasks.push({ startTime, duration })
  }).observe({ type: 'longtask', buffered: true })

  // When questions leave and answers come tells waiting from work.
  const traffic = { sent: 0, answered: 0 }
  const QUIET_MS = 400
  window.WebSocket = class extends WebSocket {
    constructor(...place) {
      super(...place)
      // Before the page's own: what that does is done when the next listener is called.
      this.addEventListener('message', () => (traffic.answered = performance.now()))
    }
    send(data) {
      traffic.sent = performance.now()
      super.send(data)
    }
  }

  const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  /** After what is to be drawn now has been drawn. */
  const painted = async () => {
    await nextFrame()
    await new Promise((resolve) => setTimeout(resolve))
  }

  /** Gaps between frames while `each` is called once a frame, so often. */
  async function frames(count, each) {
    const from = performance.now()
    const gaps = []
    let last = await nextFrame()
    for (let index = 0; index < count; index++) {
      each(index)
      const now = await nextFrame()
      gaps.push(now - last)
      last = now
    }
    await painted()
    return {
      gaps,
      longTasks: longTasks.filter(({ startTime }) => startTime >= from).map(({ duration }) => duration),
    }
  }

  /** Milliseconds from the next event of such a type to the painting of the change that `isDone` finds. */
  function fromEvent(type, isDone) {
    return new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`Expected a change after ${type}`)), PATIENCE_MS)
      const onEvent = ({ timeStamp: start }) => {
        const observer = new MutationObserver(async () => {
          if (!isDone()) return
          observer.disconnect()
          const { sent, answered } = traffic
          await painted()
          const total = performance.now() - start
          resolve({ total, untilAsked: sent - start, untilAnswered: answered - start })
        })
        observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
      }
      window.addEventListener(type, onEvent, { capture: true, once: true })
    })
  }

  /** Milliseconds since navigation began at which `isDone` was found true and painted. */
  async function sinceStart(isDone) {
    const end = performance.now() + PATIENCE_MS
    while (!isDone()) {
      if (performance.now() > end) throw new Error(`Expected ${isDone}`)
      await nextFrame()
    }
    await painted()
    return performance.now()
  }

  /** Until nothing was asked or answered for a while, and nothing is left to draw. */
  async function quiet() {
    const end = performance.now() + PATIENCE_MS
    const isQuiet = () => performance.now() - Math.max(traffic.sent, traffic.answered) > QUIET_MS
    while (!isQuiet() && performance.now() < end) await nextFrame()
    await painted()
  }

  /** The first rows of the page's table as text. */
  const firstRows = () =>
    [2, 3, 4, 5]
      .map((index) => document.querySelector(`[role=row][aria-rowindex="${index}"]`)?.textContent ?? '')
      .join('')

  window.probe = {
    quiet,
    longest: () => Math.max(0, ...longTasks.map(({ duration }) => duration)),
    fromEvent,
    sinceStart,
    painted,
    firstRows,
    idle: (count) => frames(count, () => {}),
    /** Scrolls there and back by so many pixels a frame; `side` is `scrollTop` or `scrollLeft`. */
    scroll(selector, step, count, side = 'scrollTop') {
      const element = document.querySelector(selector)
      if (!(element instanceof HTMLElement)) throw new Error(`Expected ${selector}`)
      const room = () =>
        side === 'scrollTop'
          ? element.scrollHeight - element.clientHeight
          : element.scrollWidth - element.clientWidth
      let by = step
      return frames(count, () => {
        if (element[side] + by > room()) by = -Math.abs(step)
        if (element[side] + by < 0) by = Math.abs(step)
        element[side] += by
      })
    },
    /** Presses a key once a frame. */
    keys(selector, key, count) {
      const element = document.querySelector(selector)
      return frames(count, () => element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })))
    },
    /** Moves a slider there and back. */
    slide(selector, count) {
      const slider = document.querySelector(selector)
      const [low, high] = [Number(slider.min), Number(slider.max)]
      return frames(count, (index) => {
        const turn = (index % 120) / 60
        slider.value = String(low + (high - low) * (0.05 + 0.9 * (turn < 1 ? turn : 2 - turn)))
        slider.dispatchEvent(new Event('input', { bubbles: true }))
      })
    },
    /** Time of a fixed piece of work. */
    loop() {
      const begin = performance.now()
      let sum = 0
      for (let index = 0; index < 3e7; index++) sum += Math.sqrt(index)
      return sum > 0 ? performance.now() - begin : 0
    },
  }
})()
