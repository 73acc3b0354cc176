import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { placeWindow, readWindowState, writeWindowState } from '../../../src/main/shell/window-state.ts'

const MAIN = { x: 0, y: 25, width: 1920, height: 1055 }
const RIGHT = { x: 1920, y: 0, width: 2560, height: 1440 }
const LAPTOP = { x: 0, y: 0, width: 1280, height: 720 }

const state = (x: number, y: number, width = 1000, height = 700) => ({
  bounds: { x, y, width, height },
  maximized: false,
})

describe('placeWindow', () => {
  it('opens in the middle of the main display the first time, no larger than it', () => {
    expect(placeWindow(undefined, [MAIN, RIGHT]).bounds).toEqual({ x: 240, y: 103, width: 1440, height: 900 })
    expect(placeWindow(undefined, [LAPTOP]).bounds).toEqual(LAPTOP)
  })

  it('stays where it was, on any display, and maximized', () => {
    for (const last of [state(100, 100), state(2500, 300), { ...state(1950, 10), maximized: true }]) {
      expect(placeWindow(last, [MAIN, RIGHT])).toEqual(last)
    }
  })

  it('comes back to the main display when its own is gone', () => {
    expect(placeWindow({ ...state(2500, 300), maximized: true }, [MAIN])).toEqual({
      bounds: { x: 460, y: 203, width: 1000, height: 700 },
      maximized: true,
    })
    expect(placeWindow(state(2500, 300, 2400, 1300), [LAPTOP]).bounds).toEqual(LAPTOP)
  })

  it.each([
    ['above', state(100, -500)],
    ['a sliver at the left', state(-990, 100)],
    ['below', state(100, 1075)],
  ])('comes back when its title bar cannot be reached: %s', (_where, last) => {
    expect(placeWindow(last, [MAIN]).bounds).toEqual({ x: 460, y: 203, width: 1000, height: 700 })
  })
})

describe('the stored state', () => {
  let folder = ''
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'quantbench-window-'))))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('comes back as it was', async () => {
    const file = join(folder, 'window.json')
    await writeWindowState(file, state(-300, 5))
    expect(await readWindowState(file)).toEqual(state(-300, 5))
    expect(readdirSync(folder)).toEqual(['window.json'])
  })

  it.each(['', '{', 'null', '{"bounds":{"x":0,"y":0,"width":0,"height":5},"maximized":false}'])(
    'is none when the file holds %j',
    async (content) => {
      const file = join(folder, 'damaged.json')
      writeFileSync(file, content)
      expect(await readWindowState(file)).toBeUndefined()
    },
  )

  it('is none when there is no file, and no error where nothing can be written', async () => {
    expect(await readWindowState(join(folder, 'missing.json'))).toBeUndefined()
    writeFileSync(join(folder, 'a file'), '')
    await writeWindowState(join(folder, 'a file', 'window.json'), state(0, 0))
  })
})
