import { describe, expect, it } from 'vitest'
import { worthOpening, worthUploading } from '../../../src/renderer/shell/dropped-files.ts'

const file = (name: string) => ({ name, isFolder: false })
const names = (items: readonly { name: string }[]) => items.map(({ name }) => name)

describe('what is dropped on a browser', () => {
  it('is handed over where it is a model, with its external data', () => {
    expect(names(worthUploading([file('Big.ONNX'), file('big.onnx.data')]))).toEqual([
      'Big.ONNX',
      'big.onnx.data',
    ])
  })

  it('is handed over where it is a bundle, but not what lies beside it', () => {
    expect(names(worthUploading([file('night.quantbench'), file('notes.txt')]))).toEqual(['night.quantbench'])
  })

  it('is left where it is a folder or anything else', () => {
    const folder = { name: 'coco.onnx', isFolder: true }
    expect(worthUploading([folder, file('instances.json')])).toEqual([])
  })

  it('is opened where it is a model or a bundle', () => {
    const paths = ['/up/a/m.onnx', '/up/a/m.onnx.data', '/up/a/n.quantbench']
    expect(worthOpening(paths)).toEqual(['/up/a/m.onnx', '/up/a/n.quantbench'])
  })
})
