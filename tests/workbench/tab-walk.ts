import type { Page } from 'playwright-core'
import { z } from 'zod'

/** More stops than any page has. */
const MOST_STOPS = 600

/**
 * Looks at what has the focus: whether it was here before, whether it can be seen that it has the focus, and whether
 * it is in sight at all.
 */
const LOOK = `(() => {
  const element = document.activeElement
  if (element === null || element === document.body) return { at: 'outside' }
  const seen = (window.tabWalk ??= new Set())
  const at = seen.has(element) ? 'again' : 'new'
  const isFirst = seen.size > 0 && [...seen][0] === element
  seen.add(element)
  const name = element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 50)
  const what = element.tagName.toLowerCase() + (element.id && '#' + element.id) + ' "' + name + '"'
  // Fields of the library draw their ring beside the input; hidden inputs leave it to their label.
  const around = [element, element.closest('.n-input, label'), element.closest('.n-input')?.querySelector('.n-input__state-border')]
  const active = element.getAttribute('aria-activedescendant')
  const rings = [...around, active && document.getElementById(active)].filter((each) => each).some((each) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each)
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none'
  })
  const { top, left, bottom, right } = (element.closest('label') ?? element).getBoundingClientRect()
  const inSight = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth && bottom - top > 0
  return { at, isFirst, what, rings, inSight }
})()`

const lookSchema = z.union([
  z.object({ at: z.literal('outside') }),
  z.object({
    at: z.enum(['new', 'again']),
    isFirst: z.boolean(),
    what: z.string(),
    rings: z.boolean(),
    inSight: z.boolean(),
  }),
])

/**
 * Goes through a page with Tab from its top to its end. @returns what is wrong: stops that do not show the focus or
 * are out of sight, and a place that Tab does not lead out of.
 */
export async function tabTroubles(page: Page): Promise<string[]> {
  const troubles: string[] = []
  await page.evaluate('window.tabWalk = new Set(), document.activeElement?.blur()')
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    await page.keyboard.press('Tab')
    const look = lookSchema.parse(await page.evaluate<unknown>(LOOK))
    if (look.at === 'outside') return troubles
    const { what, isFirst, rings, inSight } = look
    if (look.at === 'again') return isFirst ? troubles : [...troubles, `Tab goes round at ${what}`]
    if (!rings) troubles.push(`no ring: ${what}`)
    if (!inSight) troubles.push(`out of sight: ${what}`)
  }
  return [...troubles, `Tab does not come to an end within ${MOST_STOPS} stops`]
}
