import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FileCache } from '../../../../src/main/api/analysis/file-cache.ts'
import { folderWith } from '../../data/temporary-folder.ts'

const file = () => join(folderWith({ a: 'one' }), 'a')

describe('FileCache', () => {
  it('keeps a value until its file changes or goes', () => {
    const cache = new FileCache<string>(10, () => 1)
    const path = file()
    cache.set('key', path, 'value')
    expect(cache.get('key')).toBe('value')
    expect(cache.get('other')).toBeUndefined()
    writeFileSync(path, 'longer')
    expect(cache.get('key')).toBeUndefined()
    cache.set('key', path, 'next')
    utimesSync(path, 5, 5)
    expect(cache.get('key')).toBeUndefined()
    cache.set('key', path, 'last')
    rmSync(path)
    expect(cache.get('key')).toBeUndefined()
  })

  it('gives up what was used longest ago when all together weigh too much', () => {
    const cache = new FileCache<number>(10, (weight) => weight)
    const path = file()
    for (const weight of [3, 4, 2]) cache.set(`${weight}`, path, weight)
    expect(cache.get('3')).toBe(3)
    cache.set('5', path, 5)
    expect(['3', '4', '2', '5'].map((key) => cache.get(key))).toEqual([3, undefined, 2, 5])
    cache.set('100', path, 100)
    expect(['3', '2', '5', '100'].map((key) => cache.get(key))).toEqual([
      undefined,
      undefined,
      undefined,
      100,
    ])
  })

  it('makes what it has not', () => {
    const cache = new FileCache<number>(10, () => 1)
    const path = file()
    let made = 0
    const make = () => ++made
    expect([cache.getOr('key', path, make), cache.getOr('key', path, make)]).toEqual([1, 1])
    expect(made).toBe(1)
  })
})
