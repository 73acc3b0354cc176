import { COMMON_ZH, RULES_ZH } from './phrases.zh.ts'

/** A sentence with what stands in it. */
interface Pattern {
  matches: RegExp
  names: readonly string[]
  chinese: string
}

const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)

/** `{name}` matches anything, `{n|layer}` a count of layers. */
function patternOf([english, chinese]: [string, string]): Pattern {
  const names: string[] = []
  const source = english
    .split(/(\{[^}]*\})/)
    .map((part) => {
      if (!part.startsWith('{')) return escaped(part)
      const [name = '', noun] = part.slice(1, -1).split('|')
      names.push(name)
      return noun === undefined ? '(.+?)' : `(\\d+) ${escaped(noun)}s?`
    })
    .join('')
  return { matches: new RegExp(`^${source}$`, 's'), names, chinese }
}

const patterns = new Map<string, readonly Pattern[]>()

function patternsOf(rule: string): readonly Pattern[] {
  const known = patterns.get(rule)
  if (known !== undefined) return known
  const sentences = { ...RULES_ZH[rule]?.sentences }
  const made = [...Object.entries(sentences), ...Object.entries(COMMON_ZH)].map(patternOf)
  patterns.set(rule, made)
  return made
}

/** What a rule says, in Chinese; null where it is not known. Things that are listed in it are translated as well. */
export function inChinese(rule: string, english: string): string | null {
  for (const { matches, names, chinese } of patternsOf(rule)) {
    const found = matches.exec(english)
    if (found === null) continue
    return chinese.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = found[names.indexOf(name) + 1] ?? ''
      return value
        .split(', ')
        .map((each) => plain(rule, each) ?? each)
        .join('、')
    })
  }
  return null
}

/** A phrase without anything to fill in. */
function plain(rule: string, english: string): string | null {
  return RULES_ZH[rule]?.sentences[english] ?? COMMON_ZH[english] ?? null
}

/** What a rule looks for, in Chinese; null for a rule that is not known. */
export function ruleInChinese(rule: string): string | null {
  return RULES_ZH[rule]?.title ?? null
}
