import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { OpenedPaths } from '../../../src/main/shell/opened-paths.ts'

it('has what was opened and what is below it, and nothing beside it', () => {
  const opened = new OpenedPaths()
  opened.add(resolve('/data/set'))
  opened.add(resolve('/models/m.onnx'))
  const has = (path: string) => opened.has(resolve(path))
  expect(['/data/set', '/data/set/a/b.jpg', '/data/set/..names', '/models/m.onnx'].filter(has)).toHaveLength(
    4,
  )
  expect(
    ['/data', '/', '/data/set2', '/data/set/../other', '/models/m.onnx.bak', '/models'].filter(has),
  ).toEqual([])
})
