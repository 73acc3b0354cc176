/** Why a path's spelling is refused, or undefined when there is nothing wrong with it. */
export type SpellingFault = string | undefined

/** Linux's PATH_MAX; Windows' long paths are refused with it, which nobody has been seen to need. */
const LONGEST = 4096

const RESERVED_ON_WINDOWS = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)/i

/** Percent-encoded `.`, `/`, `\`, `%` and control characters: a path that was meant to be decoded once more. */
const ENCODED = /%(?:2e|2f|5c|25|[01][0-9a-f]|7f|c0|c1|u[0-9a-f]{4})/i

function isDots(segment: string): boolean {
  return segment === '.' || segment === '..'
}

/**
 * Compatibility forms that some file systems, shells or later decoders fold into separators and dots: full-width
 * `／` and `＼`, the two-dot leader `‥`, small full stops. Harmless on their own, so names such as `第１章．png` stay.
 */
function foldsIntoSeparators(segment: string): boolean {
  const folded = segment.normalize('NFKC')
  return folded !== segment && (/[/\\\0]/.test(folded) || isDots(folded))
}

function faultOfSegment(segment: string, windows: boolean): SpellingFault {
  if (segment === '') return 'an empty part (a doubled or trailing separator)'
  if (isDots(segment)) return 'a "." or ".." part'
  if (foldsIntoSeparators(segment)) return 'Unicode characters that stand for separators or dots'
  if (windows && RESERVED_ON_WINDOWS.test(segment)) return 'a device name'
  if (windows && /[. ]$/.test(segment)) return 'a part that ends in a dot or space'
  if (windows && /[:*?"<>|]/.test(segment)) return 'characters that no file name has'
  return undefined
}

/** Splits an absolute path into its parts; undefined when it is not absolute, or of a network or device namespace. */
function segmentsOf(path: string, windows: boolean): string[] | undefined {
  if (!windows) return path.startsWith('/') ? path.slice(1).split('/') : undefined
  return /^[a-z]:[\\/]/i.test(path) ? path.slice(3).split(/[\\/]/) : undefined
}

/**
 * Judges how a path is written, without looking at the disk. Only plain absolute paths pass, so that what follows has
 * one spelling to think about: no `..`, no second encoding, no foreign separators, no device names.
 */
export function spellingFault(path: string, platform: NodeJS.Platform = process.platform): SpellingFault {
  const windows = platform === 'win32'
  if (path === '') return 'nothing in it'
  if (path.length > LONGEST) return `more than ${LONGEST} characters`
  if (!path.isWellFormed()) return 'broken Unicode'
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'control characters'
  if (!windows && path.includes('\\')) return 'a backslash'
  if (ENCODED.test(path)) return 'percent-encoded separators or dots'
  const segments = segmentsOf(path, windows)
  if (segments === undefined) return 'no absolute path of a local disk'
  for (const segment of segments) {
    const fault = faultOfSegment(segment, windows)
    if (fault !== undefined) return fault
  }
  return undefined
}
