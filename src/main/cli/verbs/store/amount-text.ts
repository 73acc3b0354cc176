/** `1 run`, `3 runs`. */
export function countText(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}

/** `12.30 MB`, and `0.02 MB` for 20,000 bytes. */
export function bytesText(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`
}
