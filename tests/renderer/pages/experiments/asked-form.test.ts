import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { askedForm, PARAMETERS } from '../../../../src/renderer/pages/experiments/asked-form.ts'
import { startForm } from '../../../../src/renderer/pages/experiments/start-form.ts'
import { experimentQuery } from '../../../../src/renderer/pages/models/dataset/dataset-source.ts'
import { evaluateLink } from '../../../../src/renderer/pages/run/evaluate-link.ts'

const SOURCE = join(import.meta.dirname, '../../../../src/renderer')
const defaults = { device: 'cpu', threads: 0 } as const
const formOf = (query: Record<string, unknown>) => startForm(askedForm(query).named, defaults)

describe('the address of a new experiment', () => {
  it('names a model with its data, and the split of each', () => {
    const query = {
      kind: 'run',
      model: '/m.onnx',
      ...experimentQuery({ dir: '/coco', split: 'val2017' }, 'data'),
      ...experimentQuery({ dir: '/coco', split: 'train2017' }, 'calib'),
    }
    expect(formOf(query)).toMatchObject({
      model: '/m.onnx',
      data: { mode: 'folder', dir: '/coco', split: 'val2017' },
      calib: { mode: 'folder', dir: '/coco', split: 'train2017' },
    })
  })

  it('evaluates on annotations that lie apart from their images, and calibrates on the images', () => {
    const files = { annotations: '/a.json', images: '/images' }
    expect(formOf(experimentQuery(files, 'data'))).toMatchObject({
      kind: 'eval',
      data: { mode: 'files', ...files },
    })
    expect(formOf(experimentQuery(files, 'calib'))).toMatchObject({ kind: 'run', calib: { dir: '/images' } })
  })

  it('is that of an evaluation for a run without figures', () => {
    const model = { sha256: '', name: 'm', family: null, path: '/m.onnx' }
    const link = evaluateLink({ model, outputModel: { ...model, path: '/q.onnx' } })
    const query = typeof link === 'object' && 'query' in link ? { ...link.query } : {}
    expect(formOf(query)).toMatchObject({ kind: 'eval', model: '/q.onnx' })
  })

  it('says what became of a patch, and hands on jobs and saved experiments', () => {
    expect(askedForm({ apply: '{"exclude":["a"]}', job: 'j', recipe: 'r' })).toMatchObject({
      ...{ patched: 'applied', job: 'j', recipe: 'r' },
      named: { patch: { exclude: ['a'] } },
    })
    expect(askedForm({ apply: '{"exclude":1}' })).toMatchObject({ patched: 'refused' })
    expect(askedForm({ model: ['a', 'b'] })).toMatchObject({ patched: 'none', named: { model: undefined } })
  })
})

/** Names of parameters in links to the page: `'/experiments?kind=…'`, and keys of `query` beside its name or path. */
function linked(text: string): string[] {
  const written = Array.from(text.matchAll(/\/experiments\?([^'"`]*)/g), ([, query = '']) =>
    query.split('&').map((pair) => pair.split('=')[0] ?? ''),
  )
  const objects = Array.from(
    text.matchAll(/(?:name: 'experiments'|path: '\/experiments'),\s*query: \{([^}]*)\}/g),
    ([, query = '']) =>
      query.split(',').flatMap((part) => (part.includes('...') ? [] : (/^\s*(\w+)/.exec(part)?.[1] ?? []))),
  )
  return [...written, ...objects].flat().filter((name) => name !== '')
}

describe('links to the page', () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(vue|ts)$/.test(file),
  )
  const links = files.flatMap((file) =>
    linked(readFileSync(join(SOURCE, file), 'utf8')).map((name) => `${name} in ${file}`),
  )

  it('are found', () => expect(links.length).toBeGreaterThan(5))

  it('say nothing that it does not read', () => {
    const known = new Set<string>(PARAMETERS)
    expect(links.filter((link) => !known.has(link.split(' ')[0] ?? ''))).toEqual([])
  })
})
