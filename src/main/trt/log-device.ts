/** The GPU that trtexec ran on, as its log describes it. */
export interface LogDevice {
  readonly name: string
  readonly uuid?: string
  readonly computeCapability?: string
  readonly multiprocessors?: number
  readonly memoryMiB?: number
  readonly clockGHz?: number
  readonly memoryClockGHz?: number
}

/** Reads the section "Device Information" from a log's lines without their prefixes. */
export function deviceOf(lines: readonly string[]): LogDevice | undefined {
  const name = textAfter(lines, 'Selected Device')
  if (name === undefined) return undefined
  return {
    name,
    uuid: textAfter(lines, 'Selected Device UUID'),
    computeCapability: textAfter(lines, 'Compute Capability'),
    multiprocessors: numberAfter(lines, 'SMs'),
    memoryMiB: numberAfter(lines, 'Device Global Memory'),
    clockGHz:
      numberAfter(lines, 'Application Compute Clock Rate') ?? numberAfter(lines, 'Compute Clock Rate'),
    memoryClockGHz:
      numberAfter(lines, 'Application Memory Clock Rate') ?? numberAfter(lines, 'Memory Clock Rate'),
  }
}

function textAfter(lines: readonly string[], key: string): string | undefined {
  const value = lines.find((line) => line.startsWith(`${key}: `))?.slice(key.length + 2)
  return value?.trim() || undefined
}

function numberAfter(lines: readonly string[], key: string): number | undefined {
  const value = Number.parseFloat(textAfter(lines, key) ?? '')
  return Number.isFinite(value) ? value : undefined
}
