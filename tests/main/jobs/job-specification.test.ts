import { describe, expect, it } from 'vitest'
import { JobQueue } from '../../../src/main/jobs/job-queue.ts'
import { argvOf, parseSpecification } from '../../../src/main/jobs/job-specification.ts'
import { temporaryStore } from '../runs/temporary-store.ts'
import { acting } from './supervision.ts'

describe('a specification', () => {
  it('is JSON and comes back from it unchanged', () => {
    const specification = acting(['qat', 'model.onnx'], {
      inputs: [{ role: 'model', path: 'model.onnx', sha256: 'a'.repeat(64), size: 7 }],
    })
    expect(parseSpecification(JSON.parse(JSON.stringify(specification)))).toEqual(specification)
  })

  const wrong: [name: string, changes: object, says: RegExp][] = [
    ['a later version', { version: 2 }, /version/],
    ['no command line', { argv: [] }, /argv/],
    ['a hash that is none', { inputs: [{ role: 'model', path: 'm', sha256: 'x', size: 1 }] }, /sha256/],
    ['no CPU at all', { resources: { gpu: false, cpu: 0 } }, /cpu/],
  ]
  it.each(wrong)('with %s is refused', (_name, changes, says) => {
    const refused = () => parseSpecification({ ...acting(['x']), ...changes })
    expect(refused).toThrow(
      expect.objectContaining({ code: 'JSON_INVALID', message: expect.stringMatching(says) }),
    )
  })

  it('gives the command line of an attempt, once with --resume where it goes on', () => {
    const qat = acting(['qat', 'm'], { resumable: true })
    expect(argvOf(qat, false)).toEqual(['qat', 'm'])
    expect(argvOf(qat, true)).toEqual(['qat', 'm', '--resume'])
    expect(argvOf({ ...qat, argv: ['qat', 'm', '--resume'] }, true)).toEqual(['qat', 'm', '--resume'])
    expect(argvOf({ ...qat, resumable: false }, true)).toEqual(['qat', 'm'])
  })
})

describe('the queue', () => {
  it('keeps the specification, and makes changed copies', () => {
    const changed: string[] = []
    const queue = new JobQueue(temporaryStore(), (ids) => changed.push(...ids))
    const first = queue.submit(acting(['ptq', 'm']), { priority: 3 })
    const copy = queue.duplicate(first.id, { title: 'again', resources: { gpu: true, cpu: 2 } })
    expect(copy).toMatchObject({ title: 'again', priority: 3, originId: first.id, gpu: true, cpu: 2 })
    expect(queue.specificationOf(copy.id)).toMatchObject({ argv: ['ptq', 'm'], title: 'again' })
    expect(queue.specificationOf(first.id).title).toBe('ptq')
    expect(changed).toEqual([first.id, copy.id])
    expect(() => queue.duplicate(first.id, { argv: [] })).toThrow(
      expect.objectContaining({ code: 'JSON_INVALID' }),
    )
  })
})
