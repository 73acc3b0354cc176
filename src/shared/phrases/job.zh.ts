import type { Phrases } from './translate.ts'

/** What jobs are called, and what they tell beside their progress. */
export const JOB_ZH: Phrases = {
  'Demo: the bundled detector': '演示：内置检测器',
  'Evaluate {model}': '评估 {model}',
  'Benchmark {models}': '基准测试 {models}',
  'Sensitivity by block: {model}': '按模块的敏感度：{model}',
  'Sensitivity by layer: {model}': '按层的敏感度：{model}',
  'Float layers by search: {model}': '搜索浮点层：{model}',
  'loss {loss}': '损失 {loss}',
  'epoch {epoch} of {epochs}': '第 {epoch} 轮，共 {epochs} 轮',
  parent: '训练前的模型',
  best: '最佳轮次',
  'float model': '浮点模型',
}
