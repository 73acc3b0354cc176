import { flagsOfVersion, type Release } from './trtexec-flags.ts'
import type { Version } from './trtexec-version.ts'
import { parseVersion, versionOfText } from './trtexec-version.ts'

/** Release branches with help texts that differ, oldest first. */
const BRANCHES = [
  ...['7.2', '8.0', '8.2', '8.4', '8.5', '8.6', '9.0', '9.3', '10.0', '10.4', '10.7', '10.8'],
  ...['10.11', '10.12', '10.13', '10.14', '10.15', '10.16', '11.0', '11.1'],
].map(parseVersion)

const SECTION = /^=== (?:Model|Build|Inference) Options/m
const OPTION_LINE = /^ {2}(--\w.*)$/gm
const FLAG = /--(\w+)/g
const DESCRIPTION = / {2,}.*$/

/** Flags that a help text lists, without dashes. */
export function flagsOfHelp(text: string): Set<string> {
  const flags = new Set<string>()
  for (const [, line] of text.matchAll(OPTION_LINE)) {
    for (const [, flag] of line.replace(DESCRIPTION, '').matchAll(FLAG)) flags.add(flag)
  }
  return flags
}

/**
 * The version of the trtexec that printed this help: as its banner names it, else the release branch whose flags differ
 * from the listed ones the least (the oldest of several). Undefined where the text is no help of trtexec.
 */
export function versionOfHelp(text: string): Version | undefined {
  const named = versionOfText(text)
  if (named !== undefined) return named
  if (!SECTION.test(text)) return undefined
  const listed = flagsOfHelp(text)
  const distances = BRANCHES.map((branch) => distance(listed, new Set(flagsOfVersion(branch))))
  return BRANCHES[distances.indexOf(Math.min(...distances))]
}

/** Fewer listed flags than this are a help text cut off, which tells nothing of those that are missing. */
const WHOLE_HELP = 40

/** The trtexec that printed this help: its version, and the flags that it lists. Undefined where the text is no help. */
export function releaseOfHelp(text: string): Release | undefined {
  const version = versionOfHelp(text)
  if (version === undefined) return undefined
  const listed = flagsOfHelp(text)
  return listed.size < WHOLE_HELP || !listed.has('onnx') ? version : { ...version, listed }
}

function distance(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return a.symmetricDifference(b).size
}
