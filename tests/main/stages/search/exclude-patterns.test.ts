import { describe, expect, it } from 'vitest'
import { matchesLayer } from '../../../../src/main/quant/layer-filter.ts'
import { excludePatterns } from '../../../../src/main/stages/search/exclude-patterns.ts'

const unit = (name: string, ...readers: string[]) => ({ name, readers: new Set(readers) })

describe('excludePatterns', () => {
  it('matches a layer and nothing that begins like it', () => {
    const all = ['model.1.conv', 'model.10.conv', 'model.1.conv2', 'model.1.conv.0'].map((name) =>
      unit(name, name),
    )
    const [pattern, ...more] = excludePatterns([all[0]], all)
    expect(pattern).toBe(String.raw`model\.1\.conv$`)
    expect(more).toEqual([])
    expect(all.filter(({ name }) => matchesLayer(pattern, name))).toEqual([all[0]])
  })

  it('names a block as a whole, unless that would take others along', () => {
    const block = unit('model.1', 'model.1.cv1', 'model.1.cv2')
    const stem = unit('stem', 'stem.conv', 'stem.gate')
    const inner = unit('stem.2', 'stem.2.conv')
    const all = [block, unit('model.10', 'model.10.cv1'), stem, inner]
    expect(excludePatterns([block], all)).toEqual([String.raw`model\.1(\.|$)`])
    expect(excludePatterns([stem], all)).toEqual([String.raw`stem\.conv$`, String.raw`stem\.gate$`])
  })

  it('takes names literally', () => {
    const odd = unit('Conv_1 (a+b)', 'Conv_1 (a+b)')
    const [pattern] = excludePatterns([odd], [odd])
    expect(matchesLayer(pattern, 'Conv_1 (a+b)')).toBe(true)
    expect(matchesLayer(pattern, 'Conv_1 aab')).toBe(false)
  })
})
