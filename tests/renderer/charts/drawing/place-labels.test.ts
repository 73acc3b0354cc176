import { describe, expect, it } from 'vitest'
import { placeLabels, spreadOut } from '../../../../src/renderer/charts/drawing/place-labels.ts'
import { fitText, textWidth } from '../../../../src/renderer/charts/drawing/text-width.ts'
import { escapeMarkup, shapeMarkup } from '../../../../src/renderer/charts/drawing/shape-markup.ts'
import { withTitle, words } from '../../../../src/renderer/charts/drawing/shape.ts'

const frame = { left: 0, top: 0, right: 200, bottom: 100 }

describe('placeLabels', () => {
  it('turns a name to the left where the right edge is near', () => {
    const [label] = placeLabels([{ id: 'a', text: 'a long name', x: 190, y: 50 }], frame, [])
    expect(label.box.right).toBeLessThanOrEqual(200)
  })

  it('leaves out what has no place', () => {
    const everywhere = [{ left: 0, top: 0, right: 200, bottom: 100 }]
    expect(placeLabels([{ id: 'a', text: 'a', x: 50, y: 50 }], frame, everywhere)).toEqual([])
    expect(placeLabels([{ id: 'a', text: 'x'.repeat(80), x: 50, y: 50 }], frame, [])).toEqual([])
  })
})

describe('spreadOut', () => {
  it('keeps a distance and the order, within the ends', () => {
    expect(spreadOut([50, 50, 10], 0, 100, 16)).toEqual([50, 66, 10])
    expect(spreadOut([99, 99], 0, 100, 16)).toEqual([84, 100])
  })
})

describe('fitText', () => {
  it('keeps what fits, else the beginning and the end', () => {
    expect(fitText('short', 200)).toBe('short')
    const cut = fitText('yolov7-tiny.onnx ptq:percentile', 100)
    expect(cut).toMatch(/^yolo.*….*tile$/)
    expect(textWidth(cut)).toBeLessThanOrEqual(100)
  })

  it('takes Chinese letters for twice as wide', () => {
    expect(textWidth('量化')).toBe(24)
  })
})

describe('shapeMarkup', () => {
  it('escapes text and attributes', () => {
    const shape = withTitle(words(0, 0, '<script>alert(1)</script>'), '"&\'')
    expect(shapeMarkup({ ...shape, attributes: { fill: '"><script>' } })).toBe(
      '<text fill="&quot;&gt;&lt;script&gt;">&lt;script&gt;alert(1)&lt;/script&gt;<title>&quot;&amp;&#39;</title></text>',
    )
    expect(escapeMarkup('a')).toBe('a')
  })
})
