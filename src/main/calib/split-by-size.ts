/** Splits tensors, in order, so that what each part holds stays within the limit (one tensor at least). */
export function splitBySize(
  tensors: readonly string[],
  bytesOf: (tensor: string) => number,
  limit: number,
): string[][] {
  const parts: string[][] = []
  let room = 0
  for (const tensor of tensors) {
    const bytes = bytesOf(tensor)
    if (parts.length === 0 || bytes > room) {
      parts.push([])
      room = limit
    }
    parts[parts.length - 1].push(tensor)
    room -= bytes
  }
  return parts
}
