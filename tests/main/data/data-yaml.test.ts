import { describe, expect, it } from 'vitest'
import { parseDataYaml } from '../../../src/main/data/data-yaml.ts'
import { errorOf } from './error-of.ts'

describe('parseDataYaml', () => {
  it("reads Ultralytics' form", () => {
    const yaml = parseDataYaml(
      `# COCO 2017 dataset
# Example usage: python train.py --data coco.yaml

path: ../datasets/coco # dataset root dir
train: train2017.txt # train images (relative to 'path') 118287 images
val: val2017.txt
test: test-dev2017.txt

names:
  0: person
  1: 'traffic light'  # two words
  2: "caf\\u00e9 #1"
  3: it's

# Download script
download: |
  from utils.general import download
  val: not a key
  urls = ['x']
`,
      'coco.yaml',
    )
    expect(yaml.path).toBe('../datasets/coco')
    expect([...yaml.splits]).toEqual([
      ['train', ['train2017.txt']],
      ['val', ['val2017.txt']],
      ['test', ['test-dev2017.txt']],
    ])
    expect(yaml.names).toEqual(['person', 'traffic light', 'café #1', "it's"])
  })

  it("reads YOLOv7's and Roboflow's forms", () => {
    const yaml = parseDataYaml(
      [
        '\ufefftrain: ../train/images\r',
        'val: ../valid/images\r',
        '\r',
        'nc: 4\r',
        "names: [ 'person', 'a, b',\r",
        '         "it\'s", plain name,  # four\r',
        ']\r',
        'roboflow:\r',
        '  workspace: x\r',
        '  names: other\r',
      ].join('\n'),
      'data.yaml',
    )
    expect(yaml.path).toBeUndefined()
    expect(yaml.splits.get('val')).toEqual(['../valid/images'])
    expect(yaml.names).toEqual(['person', 'a, b', "it's", 'plain name'])
  })

  it.each([
    ['names:\n- a\n- b'],
    ['names:\n  - a\n  - "b"'],
    ['names: {0: a, 1: b}'],
    ["names: {'0': 'a', 1: b,}"],
    ['names:\n  [a,\n   b]'],
    ['names:\n  1: b\n  0: a'],
    ['names: [a, b] # [c]'],
    ["'names': ['a', 'b']"],
  ])('reads names from %j', (text) => {
    expect(parseDataYaml(text, 'data.yaml').names).toEqual(['a', 'b'])
  })

  it('keeps commas and quotes inside quoted names of a map', () => {
    expect(parseDataYaml(`names: {'0': 'a, b', 1: 'it''s', 2: "x: y"}`, 'data.yaml').names).toEqual([
      'a, b',
      "it's",
      'x: y',
    ])
  })

  it('reads lists of places and leaves empty splits out', () => {
    const yaml = parseDataYaml('train: [a/images, b/images]\nval:\n  - c\n  - d.txt\ntest:\n', 'data.yaml')
    expect(yaml.splits.get('train')).toEqual(['a/images', 'b/images'])
    expect(yaml.splits.get('val')).toEqual(['c', 'd.txt'])
    expect(yaml.splits.has('test')).toBe(false)
    expect(yaml.names).toBeNull()
  })

  it('names gaps in the numbering', () => {
    expect(parseDataYaml('names:\n  0: a\n  2: c', 'data.yaml').names).toEqual(['a', 'class 1', 'c'])
  })

  it.each([
    ['val: [a, b', '"val" (line 1), got no closing ]'],
    ['x: 1\nval:\n  nested:\n    - a', '"val" (line 2), got \'nested:\''],
    ["names: ['a', 'b]", '"names" (line 1)'],
    ['path: a\n  b', '"path" (line 1), got \'b\' below a value'],
    ['names: &anchor', '"names" (line 1), got \'&anchor\''],
    ['names: {a: b}', 'class indices from 0 as keys of "names" (line 1), got \'a\''],
    ['names: {-1: b}', "got '-1'"],
    ['names: {9999999: b}', "got '9999999'"],
  ])('refuses %j', async (text, message) => {
    const error = await errorOf(() => parseDataYaml(text, 'data.yaml'))
    expect(error.code).toBe('DATASET_INVALID')
    expect(error.message).toContain('data.yaml: expected ')
    expect(error.message).toContain(message)
  })
})
