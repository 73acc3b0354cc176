import { describe, expect, it } from 'vitest'
import { ProblemList } from '../../../src/main/data/dataset-problems.ts'
import { labelPath, parseLabels, type LabelledBoxes } from '../../../src/main/data/yolo-labels.ts'

describe('labelPath', () => {
  it.each([
    ['/d/images/val2017/0001.jpg', '/d/labels/val2017/0001.txt'],
    ['/images/x/images/a.b.png', '/images/x/labels/a.b.txt'],
    ['/d/valid/images/a.JPG', '/d/valid/labels/a.txt'],
    ['/d/myimages/a.jpg', '/d/myimages/a.txt'],
    ['C:\\d\\images\\a.jpg', 'C:\\d\\labels\\a.txt'],
    ['/d/images.v2/images', '/d/images.v2/images'],
  ])('of %s is %s', (image, label) => {
    expect(labelPath(image)).toBe(label)
  })
})

describe('parseLabels', () => {
  const parse = (text: string): { rows: LabelledBoxes; problems: ProblemList } => {
    const problems = new ProblemList()
    return { rows: parseLabels(text, { width: 200, height: 100 }, 'labels/a.txt', problems), problems }
  }

  it('turns centres and sizes into pixels', () => {
    const { rows, problems } = parse('3 0.5 0.5 0.25 0.5\r\n\n0 0.125 1e-1 0.25 2.0e-1\n')
    expect(rows).toEqual({ classes: [3, 0], boxes: [75, 25, 50, 50, 0, 0, 50, 20], areas: [2500, 1000] })
    expect(problems.toArray()).toEqual([])
  })

  it('turns a polygon into its bounding box with its own area', () => {
    const { rows } = parse('1 0.5 0 1 1 0 1')
    expect(rows).toEqual({ classes: [1], boxes: [0, 0, 200, 100], areas: [10_000] })
  })

  it('does not depend on the direction of a polygon', () => {
    expect(parse('1 0 1 1 1 0.5 0').rows.areas).toEqual([10_000])
  })

  it('notes lines that are no labels, and repeated ones', () => {
    const { rows, problems } = parse(
      [
        '0 0.5 0.5 1 1',
        '0 0.5 0.5 1',
        '0 0.5 0.5 1 1',
        '-1 0.5 0.5 1 1',
        '0.5 0.5 0.5 1 1',
        '0 nan 0.5 1 1',
        '0 .5 .5 1 1 .9',
      ].join('\n'),
    )
    expect(rows.classes).toEqual([0])
    expect(problems.toArray()).toEqual([
      {
        kind: 'bad-label',
        level: 'problem',
        message: '5 label lines that cannot be read; left out',
        count: 5,
        examples: [
          "labels/a.txt:2: '0 0.5 0.5 1'",
          "labels/a.txt:4: '-1 0.5 0.5 1 1'",
          "labels/a.txt:5: '0.5 0.5 0.5 1 1'",
          "labels/a.txt:6: '0 nan 0.5 1 1'",
          "labels/a.txt:7: '0 .5 .5 1 1 .9'",
        ],
      },
      {
        kind: 'duplicate-label',
        level: 'problem',
        message: '1 label line equal to another of the same image; left out',
        count: 1,
        examples: ['labels/a.txt:3'],
      },
    ])
  })
})
