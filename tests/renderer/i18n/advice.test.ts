import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { ADVICE_RULES } from '../../../src/main/quant/advice/rules.ts'
import { SOURCES } from '../../../src/main/quant/advice/sources.ts'
import { COMMON_ZH } from '../../../src/renderer/i18n/advice/common.zh.ts'
import { RULES_ZH } from '../../../src/renderer/i18n/advice/rules.zh.ts'
import { inChinese, ruleInChinese } from '../../../src/renderer/i18n/advice/translate.ts'

const RULES = join(import.meta.dirname, '../../../src/main/quant/advice/rules')
const CHINESE = /\p{Script=Han}/u
/** Flags are the same in every language. */
const isFlags = (text: string) => text.startsWith('--')

/** Every piece of text that a rule's file has: strings, and what stands between the values of templates. */
function textsIn(file: string): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) return
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) found.push(node.text)
    if (ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) found.push(node.text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, readFileSync(join(RULES, file), 'utf8'), ts.ScriptTarget.Latest))
  return found.map((text) => text.trim()).filter((text) => /\w \w/.test(text) && !isFlags(text))
}

describe('advice in Chinese', () => {
  it.each(ADVICE_RULES.map(({ id }) => id))('has the rule %s', (id) => {
    expect(ruleInChinese(id)).toMatch(CHINESE)
  })

  it('knows no rule that there is not', () => {
    const ids = ADVICE_RULES.map(({ id }) => id)
    expect(Object.keys(RULES_ZH).filter((id) => !ids.includes(id))).toEqual([])
  })

  it.each(ADVICE_RULES.map(({ id, title }) => ({ id, title })))('has every text of $id', ({ id, title }) => {
    const known = [...Object.keys(RULES_ZH[id]?.sentences ?? {}), ...Object.keys(COMMON_ZH), title]
    const texts = textsIn(`${id}.ts`)
    expect(texts.filter((text) => !known.some((each) => each.includes(text)))).toEqual([])
  })

  it('has the measurements that rules rest on', () => {
    const measured = Object.values(SOURCES).filter(({ title }) => title.startsWith('Measured'))
    expect(measured.map(({ title }) => inChinese('', title))).not.toContain(null)
  })

  it('fills in counts, names and what is listed', () => {
    expect(inChinese('activation-outliers', '3 activations with outliers')).toBe('3 个激活存在离群值')
    expect(inChinese('activation-outliers', '1 activation with outliers')).toBe('1 个激活存在离群值')
    expect(inChinese('extreme-weights', 'Leave model.0.conv, model.1.conv float.')).toBe(
      '将 model.0.conv、model.1.conv 保留为浮点。',
    )
    expect(inChinese('calibration-drift', 'calibration images differ in brightness, aspect ratio')).toBe(
      '校准图像的亮度、宽高比与评估图像不同',
    )
    expect(inChinese('dead-channels', '12 dead channels in 2 layers')).toBe('2 层中有 12 个失效通道')
    expect(inChinese('opset', 'opset 11, where quantizers need 13')).toBe('opset 为 11，量化节点需要 13')
  })

  it('leaves alone what it does not know', () => {
    expect(inChinese('opset', 'something new')).toBeNull()
    expect(ruleInChinese('new-rule')).toBeNull()
  })
})
