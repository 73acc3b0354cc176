import type { BrowserContext, ConsoleMessage, Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'

export interface QuietOptions {
  /** Complaints that the test brings about itself, as an engine that it stops. */
  allow?: readonly RegExp[]
}

export interface QuietPage {
  /** Everything that the page complained about so far, as `error: what (where)`. */
  readonly complaints: readonly string[]
  /** From now on these are no complaints. */
  allow(...more: RegExp[]): void
  /** Fails with what was complained about. */
  check(): void
}

const LOUD = new Set(['error', 'warning', 'assert'])

function textOf(message: ConsoleMessage): string {
  const { url, lineNumber } = message.location()
  return `${message.type()}: ${message.text()} (${url}:${lineNumber})`
}

/**
 * Listens to a page: errors and warnings of its console (also those of its workers), and whatever is thrown. Whoever
 * calls it has to `check`; tests use `keepQuiet`.
 */
export function listenTo(page: Page, { allow = [] }: QuietOptions = {}): QuietPage {
  const allowed = [...allow]
  const complaints: string[] = []
  const complain = (text: string) => {
    if (!allowed.some((pattern) => pattern.test(text))) complaints.push(text)
  }
  page.on('console', (message) => {
    if (LOUD.has(message.type())) complain(textOf(message))
  })
  page.on('pageerror', (error) => complain(`thrown: ${error.stack ?? error.message}`))
  page.on('crash', () => complain('the page crashed'))
  return {
    complaints,
    allow: (...more) => void allowed.push(...more),
    check: () => expect(complaints, 'complaints of the page').toEqual([]),
  }
}

/** Inside a test: the test fails at its end for every error and warning of the page. */
export function keepQuiet(page: Page, options?: QuietOptions): QuietPage {
  const quiet = listenTo(page, options)
  onTestFinished(() => quiet.check())
  return quiet
}

/** The same for every page of a context, those that open by themselves too. */
export function keepAllQuiet(context: BrowserContext, options?: QuietOptions): void {
  for (const page of context.pages()) keepQuiet(page, options)
  const opened: QuietPage[] = []
  context.on('page', (page) => opened.push(listenTo(page, options)))
  onTestFinished(() => opened.forEach((quiet) => quiet.check()))
}
