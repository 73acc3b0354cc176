import { QuantbenchError } from '../base/errors.ts'

/** A TensorRT version. */
export interface Version {
  readonly major: number
  readonly minor: number
  readonly patch: number
}

/** `10.16` or `8.6.1` as a version; further parts are dropped. Throws USAGE for another form. */
export function parseVersion(text: string): Version {
  const parts = /^v?(\d+)\.(\d+)(?:\.(\d+))?(?:\.\d+)*$/.exec(text.trim())
  if (parts === null) {
    throw new QuantbenchError('USAGE', `Expected a TensorRT version such as 8.6.1 or 10.3.0, got "${text}"`, {
      wayOut: 'Give the version that `trtexec --help` prints in its first line.',
    })
  }
  return { major: Number(parts[1]), minor: Number(parts[2]), patch: Number(parts[3] || 0) }
}

/** `8.6.1` */
export function formatVersion({ major, minor, patch }: Version): string {
  return `${major}.${minor}.${patch}`
}

/** Below, at or above zero as `a` is older than, equal to or newer than `b`. */
export function compareVersions(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch
}

/** Whether `version` is `threshold` (as `8.4`) or newer. */
export function isAtLeast(version: Version, threshold: string): boolean {
  return compareVersions(version, parseVersion(threshold)) >= 0
}

/** `8601` → 8.6.1, `101601` → 10.16.1: TensorRT's `NV_TENSORRT_VERSION`, whose weights changed with version 10. */
export function versionOfNumber(number: number): Version {
  const weight = number < 100_000 ? 1000 : 10_000
  return {
    major: Math.floor(number / weight),
    minor: Math.floor((number % weight) / 100),
    patch: number % 100,
  }
}

const BANNER = /TensorRT(?:\.trtexec)? \[?(?:TensorRT )?v(\d{4,6})\b/
const SPELLED = /TensorRT version: (\d+\.\d+(?:\.\d+)*)/

/** The version that a log or a help text names (`[TensorRT v101601]`, `TensorRT version: 8.6.0`), if any. */
export function versionOfText(text: string): Version | undefined {
  const banner = BANNER.exec(text)
  if (banner !== null) return versionOfNumber(Number(banner[1]))
  const spelled = SPELLED.exec(text)
  return spelled === null ? undefined : parseVersion(spelled[1])
}
