import { describe, expect, it } from 'vitest'
import { ImageLookup } from '../../../src/main/data/image-lookup.ts'
import { folderWith } from './temporary-folder.ts'

describe('ImageLookup', () => {
  it('tries the name with its folders everywhere before it tries it without', () => {
    const root = folderWith({ 'a/x.jpg': '', 'b/sub/x.jpg': '', 'b/y.jpg': '' })
    const lookup = new ImageLookup([`${root}/a`, `${root}/b`])
    expect(lookup.find('sub/x.jpg')).toBe(`${root}/b/sub/x.jpg`)
    expect(lookup.find('x.jpg')).toBe(`${root}/a/x.jpg`)
    expect(lookup.find('val2017/y.jpg')).toBe(`${root}/b/y.jpg`)
    expect(lookup.find('z.jpg')).toBeUndefined()
    expect(lookup.find('')).toBeUndefined()
  })

  it('takes absolute paths, and their names where the path is from elsewhere', () => {
    const root = folderWith({ 'a/x.jpg': '', 'b/x.jpg': '' })
    const lookup = new ImageLookup([`${root}/a`, `${root}/missing`])
    expect(lookup.find(`${root}/b/x.jpg`)).toBe(`${root}/b/x.jpg`)
    expect(lookup.find('/content/coco/x.jpg')).toBe(`${root}/a/x.jpg`)
  })
})
