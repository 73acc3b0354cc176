/**
 * Sentences of one part of the engine in another language, by the English ones. `{name}` stands for whatever is written
 * there, `{n|layer}` for a count of layers, as in `3 layers`. Of several that fit, the first is taken. What stands in
 * quotation marks or square brackets stays as it is.
 */
export type Phrases = Readonly<Record<string, string>>

/** A sentence in another language; null where it is not known. */
export type Translate = (english: string) => string | null

/** A sentence with what stands in it. */
interface Pattern {
  matches: RegExp
  names: readonly string[]
  quoted: readonly string[]
  translated: string
}

const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)

function patternOf([english, translated]: [string, string]): Pattern {
  const names: string[] = []
  const source = english
    .split(/(\{[^}]*\})/)
    .map((part) => {
      if (!part.startsWith('{')) return escaped(part)
      const [name = '', noun] = part.slice(1, -1).split('|')
      names.push(name)
      return noun === undefined ? '(.+?)' : `(\\d+) ${escaped(noun)}(?:e?s)?`
    })
    .join('')
  const quoted = [...english.matchAll(/["“[]\{(\w+)\}["”\]]/g)].map(([, name = '']) => name)
  return { matches: new RegExp(`^${source}$`, 's'), names, quoted, translated }
}

/** Shapes, paths and versions in brackets are no lists of words. */
const isList = (value: string) => !/[[(/\\]/.test(value)

/** Translates by some catalogues, the first before the others; what stands in a sentence is translated as well. */
export function translator(...catalogues: readonly Phrases[]): Translate {
  const whole = new Map(catalogues.toReversed().flatMap((phrases) => Object.entries(phrases)))
  let patterns: readonly Pattern[] | undefined
  const translate: Translate = (english) => {
    const known = whole.get(english)
    if (known !== undefined) return known
    patterns ??= catalogues.flatMap((phrases) =>
      Object.entries(phrases)
        .filter(([key]) => key.includes('{'))
        .map(patternOf),
    )
    for (const { matches, names, quoted, translated } of patterns) {
      const found = matches.exec(english)
      if (found === null) continue
      return translated.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
        const value = found[names.indexOf(name) + 1] ?? ''
        return quoted.includes(name) ? value : valueIn(value)
      })
    }
    return null
  }
  const valueIn = (value: string): string => {
    const known = translate(value)
    if (known !== null || !isList(value)) return known ?? value
    return value
      .split(', ')
      .map((each) => whole.get(each) ?? each)
      .join('、')
  }
  return translate
}
