import { symlinkSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { listImages } from '../../../src/main/data/image-folder.ts'
import { errorOf } from './error-of.ts'
import { folderWith } from './temporary-folder.ts'

describe('listImages', () => {
  it('finds images of every kind in all folders, in code unit order', () => {
    const folder = folderWith({
      'b.jpg': '',
      'B.JPEG': '',
      'a/z.png': '',
      'a/10.bmp': '',
      'a/9.webp': '',
      'a.tif': '',
      'ä.tiff': '',
      'notes.txt': '',
      'x.jpg.txt': '',
      '.hidden.jpg': '',
      '.cache/c.jpg': '',
    })
    expect(listImages(folder)).toEqual([
      'B.JPEG',
      'a.tif',
      'a/10.bmp',
      'a/9.webp',
      'a/z.png',
      'b.jpg',
      'ä.tiff',
    ])
  })

  it('follows links and is not caught in a circle', () => {
    const folder = folderWith({ 'in/a.jpg': '', 'in/deep/b.jpg': '' })
    symlinkSync(folder, `${folder}/in/deep/up`)
    symlinkSync(`${folder}/in/a.jpg`, `${folder}/linked.jpg`)
    expect(listImages(`${folder}/in`)).toEqual(['a.jpg', 'deep/b.jpg', 'deep/up/linked.jpg'])
  })

  it('says what is missing', async () => {
    const folder = folderWith({ 'a.jpg': '' })
    expect((await errorOf(() => listImages(`${folder}/none`))).code).toBe('FILE_NOT_FOUND')
    expect((await errorOf(() => listImages(`${folder}/a.jpg`))).code).toBe('FILE_UNREADABLE')
  })
})
