/** Between Chinese characters stands no space; messages have one around what is filled in, which may be Latin. */
const BETWEEN_CHINESE = /(?<=\p{Script=Han}) +(?=\p{Script=Han})/gu

/** A Chinese sentence without the spaces that its parts left. */
export function closeUp(sentence: string): string {
  return sentence.replace(BETWEEN_CHINESE, '')
}
