import { readFileSync } from 'node:fs'
import { reference } from '../../support/shared.ts'

export const FLAG_TABLE = 'docs/trtexec-flags.md'

/** Release branches as [major, minor], first and last of a flag. */
type Span = readonly [string, string]

/** The flag table of the reference folder, by flag without dashes. */
export function readFlagTable(): Map<string, Span> {
  const text = readFileSync(reference(FLAG_TABLE), 'utf8')
  const rows = Array.from(
    text.matchAll(/^\| --(\w+) \| ([\d.]+) \| ([\d.]+) \|/gm),
    ([, flag, first, last]): [string, Span] => [flag, [first, last]],
  )
  const always = /^In every branch .*?: (.*)$/m.exec(text)?.[1].split(', ') ?? []
  return new Map([...rows, ...always.map((flag): [string, Span] => [flag.slice(2), ['7.2', '11.1']])])
}

/** Whether the table lists a flag for a branch such as `10.12`. */
export function tableHas(table: ReadonlyMap<string, Span>, flag: string, branch: string): boolean {
  const span = table.get(flag)
  return span !== undefined && order(span[0]) <= order(branch) && order(branch) <= order(span[1])
}

function order(branch: string): number {
  const [major, minor] = branch.split('.').map(Number)
  return major * 1000 + minor
}
