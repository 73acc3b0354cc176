import type { Value } from './value.ts'

/** Declared shape of a value, where every dimension of it is a number. */
export function declaredDims(value: Value): number[] | null {
  const dims = declaredShape(value)
  return dims?.every((dim) => typeof dim === 'number') ? dims : null
}

/** Declared shape of a value: numbers, names of dynamic axes, null for unnamed ones; null where there is none. */
export function declaredShape(value: Value): (number | string | null)[] | null {
  const type = value.info?.type?.value
  if (type?.case !== 'tensorType' || type.value.shape === undefined) return null
  return type.value.shape.dim.map(({ value: dim }) => {
    // Some exporters write -1 for a dynamic axis.
    if (dim.case === 'dimValue') return dim.value < 0n ? null : Number(dim.value)
    return dim.case === 'dimParam' && dim.value !== '' ? dim.value : null
  })
}
