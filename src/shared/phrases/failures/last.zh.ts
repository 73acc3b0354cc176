import type { Phrases } from '../translate.ts'

/** What stands around other sentences, with few words of its own: to be tried after all that say more. */
export const LAST_FAILURES_ZH: Phrases = {
  '{why}; it said "{said}"': '{why}；其输出为“{said}”',
  '{label}: {why} ("{line}")': '{label}：{why}（“{line}”）',
  '{name} was {before}, is {now}; {rest}': '{name} 原为 {before}，现为 {now}；{rest}',
  '{name} was {before}, is {now}': '{name} 原为 {before}，现为 {now}',
  absent: '无',
  'Run {id} in {folder}': '{folder} 中的运行 {id}',
}
