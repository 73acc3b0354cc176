import type { Phrases } from './translate.ts'

/** What differs between the layers of two engines. */
export const ENGINE_ZH: Phrases = {
  'input {index}: {change}': '输入 {index}：{change}',
  'output {index}: {change}': '输出 {index}：{change}',
}
