/** One thing that doctor looked at. */
export interface DoctorCheck {
  id: string
  title: string
  /** `missing`: not there, and something needs it. `warning`: there, but it will not do as it is. */
  state: 'ok' | 'missing' | 'warning'
  /** What was found, in words. */
  found: string
  /** What to do about it; null where nothing needs doing. */
  wayOut: string | null
  /** Further lines: places, versions, reasons. */
  details: string[]
}

type Subject = Pick<DoctorCheck, 'id' | 'title'>

export function ok(subject: Subject, found: string, details: readonly string[] = []): DoctorCheck {
  return { ...subject, state: 'ok', found, wayOut: null, details: [...details] }
}

export function missing(
  subject: Subject,
  found: string,
  wayOut: string,
  details: readonly string[] = [],
): DoctorCheck {
  return { ...subject, state: 'missing', found, wayOut, details: [...details] }
}

export function warning(
  subject: Subject,
  found: string,
  wayOut: string,
  details: readonly string[] = [],
): DoctorCheck {
  return { ...subject, state: 'warning', found, wayOut, details: [...details] }
}

/** `12.3 GB` (10⁹ bytes). */
export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}

/** `12.3 MB`, from a gigabyte on as `gigabytes`. */
export function megabytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : gigabytes(bytes)
}
