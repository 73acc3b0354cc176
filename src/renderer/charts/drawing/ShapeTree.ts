import { h, type FunctionalComponent, type VNode } from 'vue'
import type { Shape } from './shape.ts'

function draw(shape: Shape, index: number): VNode {
  const { tag, attributes, children = [], text, pick, screenOnly } = shape
  const inner = [...(text === undefined ? [] : [text]), ...children.map(draw)]
  return h(
    tag,
    {
      key: index,
      ...attributes,
      'data-pick': pick,
      'data-screen-only': screenOnly === true ? '' : undefined,
      cursor: pick === undefined ? undefined : 'pointer',
    },
    inner,
  )
}

function pickOf({ target }: Event): string | null {
  return target instanceof Element ? (target.closest('[data-pick]')?.getAttribute('data-pick') ?? null) : null
}

/** A drawing's shapes as elements; tells what is pressed, and what the pointer is on. */
export const ShapeTree: FunctionalComponent<
  { shapes: readonly Shape[] },
  { pick: (id: string) => void; point: (id: string | null) => void }
> = ({ shapes }, { emit }) =>
  h(
    'g',
    {
      onClick: (event: MouseEvent) => {
        const id = pickOf(event)
        if (id !== null) emit('pick', id)
      },
      onMouseover: (event: MouseEvent) => emit('point', pickOf(event)),
      onMouseleave: () => emit('point', null),
    },
    shapes.map(draw),
  )
ShapeTree.props = ['shapes']
ShapeTree.emits = ['pick', 'point']
