const NARROW = /[.,:;'|!ijlItfr()[\] /-]/
const WIDE = /[mwMW@%—]/
const CJK_FROM = 0x2e80

function characterWidth(character: string): number {
  if ((character.codePointAt(0) ?? 0) >= CJK_FROM) return 1
  if (NARROW.test(character)) return 0.41
  if (WIDE.test(character)) return 1
  return character >= 'A' && character <= 'Z' ? 0.72 : 0.64
}

/** About how many pixels a text takes, rather too many than too few; nothing is measured, so it works in files too. */
export function textWidth(text: string, fontSize = 12): number {
  return [...text].reduce((sum, character) => sum + characterWidth(character), 0) * fontSize
}

/** The text, or as much of its beginning and end as fits. */
export function fitText(text: string, width: number, fontSize = 12): string {
  if (textWidth(text, fontSize) <= width) return text
  const characters = [...text]
  for (let kept = characters.length - 1; kept > 1; kept -= 1) {
    const head = Math.ceil(kept / 2)
    const short = `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (kept - head)).join('')}`
    if (textWidth(short, fontSize) <= width) return short
  }
  return '…'
}
