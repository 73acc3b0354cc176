import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { PATIENCE_MS } from './open-workbench.ts'

type Role = Parameters<Page['getByRole']>[0]
type Name = string | RegExp

/** More stops than any page has from one field to another. */
const MOST_STOPS = 150

/** How what has the focus shows it, in words of CSS; empty where it does not. */
const RING = `(() => {
  const element = document.activeElement
  if (element === null || element === document.body) return ''
  const within = element.closest('.n-input, .n-base-selection') ?? element
  const border = within.querySelector('.n-input__state-border')
  const active = element.getAttribute('aria-activedescendant')
  const shown = [element, within, border, active && document.getElementById(active)]
    .filter((each) => each)
    .map((each) => getComputedStyle(each))
    .map(({ outlineStyle, outlineWidth, boxShadow }) =>
      outlineStyle !== 'none' && parseFloat(outlineWidth) > 0 ? 'outline' : boxShadow !== 'none' ? 'shadow' : '')
  return shown.find((each) => each !== '') ?? ''
})()`

/** What is known of the element that has the focus, for messages. */
const FOCUSED = `(() => {
  const { tagName, className, id, textContent } = document.activeElement ?? document.body
  const name = document.activeElement?.getAttribute('aria-label') ?? textContent.trim().slice(0, 60)
  return [tagName.toLowerCase(), id && '#' + id, className && '.' + className, name].filter(Boolean).join(' ')
})()`

/** A user without a mouse: only keys are pressed, and what has the focus is looked at. */
export class Keys {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key)
  }

  /** Replaces what stands in the field that has the focus. */
  async type(text: string): Promise<void> {
    await this.press('Control+a')
    await this.page.keyboard.type(text)
  }

  /** What has the focus, in words. */
  focused(): Promise<string> {
    return this.page.evaluate<string>(FOCUSED)
  }

  /** Waits until the focus is where it is expected. */
  async expectFocus(target: Locator): Promise<void> {
    const here = target.and(this.page.locator(':focus'))
    await expect.poll(() => here.count(), { message: `focus on ${target}`, timeout: PATIENCE_MS }).toBe(1)
  }

  /** Goes on with Tab (or back, with Shift) until something of a role and name has the focus, which must be seen. */
  async to(role: Role, name: Name, { back = false }: { back?: boolean } = {}): Promise<void> {
    const target = this.page.getByRole(role, { name, exact: typeof name === 'string' })
    await target.first().waitFor()
    await this.tabTo(target, `${role} ${name}`, back)
  }

  /** The same for what only a locator can tell. */
  async tabTo(target: Locator, what: string, back = false): Promise<void> {
    const here = target.and(this.page.locator(':focus'))
    for (let stop = 0; (await here.count()) === 0; stop++) {
      if (stop > MOST_STOPS)
        throw new Error(`Expected Tab to lead to ${what}, got to ${await this.focused()}`)
      await this.press(back ? 'Shift+Tab' : 'Tab')
    }
    expect(await this.page.evaluate<string>(RING), `focus ring of ${what}`).not.toBe('')
  }

  /** A command or page by some of its letters, from anywhere. */
  async command(words: string, title: Name): Promise<void> {
    await this.press('Control+k')
    await this.expectFocus(this.page.getByRole('combobox', { name: /Search and commands|搜索与命令/ }))
    await this.page.keyboard.type(words)
    await this.page.getByRole('option', { name: title, selected: true }).waitFor()
    await this.press('Enter')
  }
}
