import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createI18n } from 'vue-i18n'
import { en } from '../../../src/renderer/i18n/en.ts'
import { zh } from '../../../src/renderer/i18n/zh.ts'
import { ERROR_CODES } from '../../../src/main/base/errors.ts'
import { hardCodedTexts } from '../support/template-text.ts'

const ROOT = join(import.meta.dirname, '../../../src/renderer')

function sources(ending: string): { path: string; content: string }[] {
  return readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => ({ path, content: readFileSync(join(ROOT, path), 'utf8') }))
}

function leaves(tree: object, prefix = ''): Map<string, string> {
  const entries = Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${prefix}${key}`, value]] : [...leaves(value, `${prefix}${key}.`)],
  )
  return new Map(entries)
}

const english = leaves(en)
const chinese = leaves(zh)
const values = (message: string) => [...new Set(message.match(/\{\w+\}/g) ?? [])].toSorted()

/** Keys as they stand in the code; the changing part of a template string becomes `*`. */
function usedKeys(): { path: string; key: string }[] {
  const call = /\b(?:t|text|textOr|set)\(\s*([`'])([\w.]+(?:\$\{[^}]*\}[\w.]*)*)\1/g
  return [...sources('.vue'), ...sources('.ts')].flatMap(({ path, content }) =>
    [...content.matchAll(call)]
      .map(([, , key]) => ({ path, key: key.replaceAll(/\$\{[^}]*\}/g, '*') }))
      .filter(({ key }) => key.includes('.')),
  )
}

describe('messages', () => {
  it('are there in both languages', () => {
    expect([...chinese.keys()].toSorted()).toEqual([...english.keys()].toSorted())
  })

  it('name the same values in both languages', () => {
    const differing = [...english].filter(([key, message]) => {
      // A count that is said in words in one language may be left out there.
      const other = chinese.get(key) ?? ''
      return JSON.stringify(values(message)) !== JSON.stringify(values(other))
    })
    expect(differing.map(([key]) => key)).toEqual([])
  })

  it('can all be written: nothing in them is syntax by mistake', () => {
    const complaints = (['error', 'warn'] as const).map((level) =>
      vi.spyOn(console, level).mockImplementation(() => undefined),
    )
    onTestFinished(() => void vi.restoreAllMocks())
    const i18n = createI18n({ legacy: false, locale: 'en', messages: { en: { ...en }, zh: { ...zh } } })
    const faulty = (['en', 'zh'] as const).flatMap((language) => {
      i18n.global.locale.value = language
      return [...english.keys()].filter((key) => {
        for (const complaint of complaints) complaint.mockClear()
        try {
          i18n.global.t(key, { count: 2 }, 2)
        } catch {
          return true
        }
        return complaints.some((complaint) => complaint.mock.calls.length > 0)
      })
    })
    expect(faulty).toEqual([])
  })

  it('are none empty, and none left in English', () => {
    const untranslated = [...chinese].filter(
      ([key, message]) =>
        message.trim() === '' || (message === english.get(key) && /[a-z]{3,} [a-z]{2,}/.test(message)),
    )
    expect(untranslated).toEqual([])
  })

  it('exist for every key that the code uses', () => {
    const keys = [...english.keys()]
    const missing = usedKeys().filter(({ key }) => {
      const pattern = new RegExp(`^${key.replaceAll('.', String.raw`\.`).replaceAll('*', '[^.]+')}(\\.|$)`)
      return !keys.some((known) => pattern.test(known))
    })
    expect(usedKeys().length).toBeGreaterThan(200)
    expect(missing).toEqual([])
  })

  it('have a title for every error code', () => {
    for (const area of ['failures', 'failureWays'])
      expect(Object.keys(ERROR_CODES).filter((code) => !english.has(`${area}.${code}`))).toEqual([])
  })

  it('are all that templates show: no text is written into them', () => {
    const found = sources('.vue').flatMap(({ path, content }) =>
      hardCodedTexts(content).map((text) => `${path}: ${text}`),
    )
    expect(found).toEqual([])
  })
})

describe('hardCodedTexts', () => {
  it('finds text between tags, in attributes and in expressions', () => {
    expect(hardCodedTexts('<template><p>Hello</p></template>')).toEqual(['Hello'])
    expect(hardCodedTexts('<template><p title="Hello" /></template>')).toEqual(['title="Hello"'])
    expect(hardCodedTexts(`<template><p>{{ ok ? 'Hello there' : t('a.b') }}</p></template>`)).toEqual([
      "'Hello there'",
    ])
  })

  it('lets keys, symbols and names of the field pass', () => {
    expect(hardCodedTexts('<template><p class="a">{{ t("a.b") }} · ×</p></template>')).toEqual([])
    expect(hardCodedTexts('<template><p title="AP" /></template>')).toEqual([])
  })
})
