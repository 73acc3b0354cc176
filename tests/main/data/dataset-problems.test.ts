import { describe, expect, it } from 'vitest'
import { describeProblem, ProblemList, stopAtProblems } from '../../../src/main/data/dataset-problems.ts'
import { errorOf } from './error-of.ts'

describe('ProblemList', () => {
  it('counts all and shows the first five', () => {
    const problems = new ProblemList()
    for (let index = 0; index < 7; index++) problems.add('missing-file', `${index}.jpg`, `${index}.jpg`)
    problems.addMany('areas-filled-in', 0, 'nothing')
    expect(problems.count('missing-file')).toBe(7)
    expect(problems.toArray()).toEqual([
      {
        kind: 'missing-file',
        level: 'problem',
        message: '7 image files not found; left out with all annotations',
        count: 7,
        examples: ['0.jpg', '1.jpg', '2.jpg', '3.jpg', '4.jpg'],
      },
    ])
    expect(problems.toArray().map(describeProblem)).toEqual([
      '7 image files not found; left out with all annotations (0.jpg, 1.jpg, 2.jpg, 3.jpg, 4.jpg, …)',
    ])
  })

  it('names the image of a single case', () => {
    const problems = new ProblemList()
    problems.add('unreadable-image', 'a.jpg: cut off', 'a.jpg')
    expect(problems.toArray()[0]).toMatchObject({ count: 1, image: 'a.jpg' })
    expect(problems.toArray()[0].message).toMatch(/^1 image cannot/)
  })
})

describe('stopAtProblems', () => {
  it('stops with a summary, and never for information', async () => {
    const problems = new ProblemList()
    problems.add('image-without-annotations', 'b.jpg')
    expect(() => stopAtProblems('set', problems.toArray())).not.toThrow()
    problems.add('missing-file', 'a.jpg')
    problems.add('box-empty', 'annotation 3')
    const error = await errorOf(() => stopAtProblems('set', problems.toArray()))
    expect(error.code).toBe('DATASET_INVALID')
    expect(error.message).toBe(
      'set: expected a dataset without problems, got 1 image file not found; left out with all annotations (a.jpg); ' +
        '1 box with width or height zero or less; kept, nothing can match them (annotation 3)',
    )
  })
})
