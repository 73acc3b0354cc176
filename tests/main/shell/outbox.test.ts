import { beforeEach, expect, it } from 'vitest'
import { BRIDGE_EVENTS } from '../../../src/shared/host-bridge.ts'
import { Outbox } from '../../../src/main/shell/outbox.ts'

let sent: [string, unknown][]
let outbox: Outbox
beforeEach(() => {
  sent = []
  outbox = new Outbox((channel, payload) => void sent.push([channel, payload]))
})

it('keeps what nobody hears yet, of the routes the last one', () => {
  outbox.navigate('/runs')
  outbox.openPaths(['/a'])
  outbox.navigate('/jobs')
  outbox.openPaths(['/b'])
  expect(sent).toEqual([])
  outbox.listen(BRIDGE_EVENTS.openPaths)
  outbox.listen(BRIDGE_EVENTS.navigate)
  expect(sent).toEqual([
    [BRIDGE_EVENTS.openPaths, ['/a']],
    [BRIDGE_EVENTS.openPaths, ['/b']],
    [BRIDGE_EVENTS.navigate, '/jobs'],
  ])
})

it('tells a page that listens at once, and nothing twice', () => {
  outbox.listen(BRIDGE_EVENTS.navigate)
  outbox.navigate('/runs')
  outbox.listen(BRIDGE_EVENTS.navigate)
  expect(sent).toEqual([[BRIDGE_EVENTS.navigate, '/runs']])
})

it('waits again when another page is loaded', () => {
  outbox.listen(BRIDGE_EVENTS.navigate)
  outbox.forget()
  outbox.navigate('/runs')
  expect(sent).toEqual([])
  outbox.listen(BRIDGE_EVENTS.navigate)
  expect(sent).toHaveLength(1)
})
