import { describe, expect, it } from 'vitest'
import { depthFirstOrder } from '../../../../src/renderer/pages/graphs/depth-first-order.ts'
import { layerRanks, withoutCycles } from '../../../../src/renderer/pages/graphs/layer-ranks.ts'
import { layoutGraph, type LayoutRequest } from '../../../../src/renderer/pages/graphs/layout.ts'

const edge = (from: string, to: string) => ({ id: `${from}${to}`, from, to })

describe('layerRanks', () => {
  it('puts each node as low as its readers allow', () => {
    const edges = [edge('a', 'b'), edge('b', 'c'), edge('a', 'c'), edge('late', 'c')]
    const ranks = layerRanks(['a', 'b', 'late', 'c'], edges)
    expect(Object.fromEntries(ranks)).toEqual({ a: 0, b: 1, late: 1, c: 2 })
  })
})

describe('withoutCycles', () => {
  it('turns only the edge that closes a cycle', () => {
    const edges = [edge('a', 'b'), edge('b', 'c'), edge('c', 'a')]
    const turned = withoutCycles(['a', 'b', 'c'], edges)
    expect(turned.map(({ from, to }) => from + to)).toEqual(['ab', 'bc', 'ac'])
    expect(Object.fromEntries(layerRanks(['a', 'b', 'c'], turned))).toEqual({ a: 0, b: 1, c: 2 })
  })
})

describe('depthFirstOrder', () => {
  it('keeps branches together', () => {
    const readers: Record<string, string[]> = { a: ['b', 'c'], b: ['d'], c: ['e'] }
    const ranks: Record<string, number> = { a: 0, b: 1, c: 1, d: 2, e: 2 }
    const order = depthFirstOrder({
      ids: ['a', 'e', 'd', 'c', 'b'],
      rankOf: (id) => ranks[id],
      successors: (id) => readers[id] ?? [],
    })
    expect(Object.fromEntries(order)).toEqual({ a: 0, b: 0, d: 0, c: 1, e: 1 })
  })
})

/** A chain with a shortcut over every fourth node. */
function chainOf(count: number): LayoutRequest {
  const nodes = Array.from({ length: count }, (_, index) => ({ id: `n${index}`, width: 80, height: 30 }))
  const steps = nodes.slice(1).map((_, index) => edge(`n${index}`, `n${index + 1}`))
  const shortcuts = steps.flatMap((_, index) =>
    index % 4 === 0 && index + 3 < count ? [edge(`n${index}`, `n${index + 3}`)] : [],
  )
  return { nodes, edges: [...steps, ...shortcuts] }
}

describe.each([400, 3000])('layoutGraph of a chain of %i nodes', (count) => {
  const request = chainOf(count)
  const { nodes, edges, height } = layoutGraph(request)

  it('puts every node below the one before, as far apart as it says', () => {
    const gaps = request.nodes.slice(1).map(({ id }, index) => nodes[id].y - nodes[request.nodes[index].id].y)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(60)
    expect(Math.max(...gaps)).toBeLessThan(61)
    expect(nodes[`n${count - 1}`].y).toBeLessThan(height)
  })

  it('bends only edges that go past other nodes, within the picture', () => {
    expect(edges.n0n1).toEqual([])
    expect(edges.n0n3.length).toBeGreaterThan(0)
    for (const { x, y } of edges.n0n3) {
      expect(x).toBeGreaterThanOrEqual(0)
      expect(y).toBeGreaterThan(nodes.n0.y)
      expect(y).toBeLessThan(nodes.n3.y)
    }
  })
})
