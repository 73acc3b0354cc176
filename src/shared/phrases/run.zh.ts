import type { Phrases } from './translate.ts'

/** What runs remark while they go on. */
export const RUN_ZH: Phrases = {
  benchmark: '基准测试',
  telemetry: '遥测',
  engine: '引擎',
  epoch: '轮次',
  image: '图像',
  import: '导入',
  log: '日志',
  'search point': '搜索点',
  'sensitivity unit': '敏感度单元',
  'sensitivity curve': '敏感度曲线',
  'The machine during the benchmark': '基准测试期间的机器状态',
  'Took the engine of an identical earlier build': '采用此前相同构建的引擎',
  'Built the engine': '已构建引擎',
  'Measured the engine; the GPU meanwhile, and the mean of every repeat':
    '已测量引擎；附期间的 GPU 状态与每轮均值',
  'Not measured, since the benchmark ended: {problem}': '未测量，因为基准测试已结束：{problem}',
  '{variant} starts from {parent}.': '{variant} 以 {parent} 为起点。',
  'epoch {epoch}: loss {loss}, AP {ap}, agreement {agreement} (best so far)':
    '第 {epoch} 轮：损失 {loss}，AP {ap}，一致性 {agreement}（目前最佳）',
  'epoch {epoch}: loss {loss}, AP {ap}, agreement {agreement}':
    '第 {epoch} 轮：损失 {loss}，AP {ap}，一致性 {agreement}',
  'epoch {epoch}: loss {loss} (best so far)': '第 {epoch} 轮：损失 {loss}（目前最佳）',
  'epoch {epoch}: loss {loss}': '第 {epoch} 轮：损失 {loss}',
  '{step}: {point}, cost {cost}: AP {ap}, agreement {agreement}, meets the target':
    '{step}：{point}，代价 {cost}：AP {ap}，一致性 {agreement}，达到目标',
  '{step}: {point}, cost {cost}: AP {ap}, agreement {agreement}':
    '{step}：{point}，代价 {cost}：AP {ap}，一致性 {agreement}',
  '{step}: {point}, cost {cost}: agreement {agreement}, meets the target':
    '{step}：{point}，代价 {cost}：一致性 {agreement}，达到目标',
  '{step}: {point}, cost {cost}: agreement {agreement}': '{step}：{point}，代价 {cost}：一致性 {agreement}',
  '{float} float, with {unit}: {value}': '{float} 个浮点，含 {unit}：{value}',
  '{count} float, {choices}': '{count} 个浮点，{choices}',
  '{count} float': '{count} 个浮点',
  '{unit}: given up after {n|image}': '{unit}：在 {n} 张图像后放弃',
  '{unit}: {share}% of the error': '{unit}：占误差的 {share}%',
  '{unit}: agreement {value}': '{unit}：一致性 {value}',
  '{unit}: overlap {value}': '{unit}：重叠度 {value}',
  '{unit}: output SQNR, dB {value}': '{unit}：输出 SQNR {value} dB',
  'agreement {value}': '一致性 {value}',
  'overlap {value}': '重叠度 {value}',
  'output SQNR, dB {value}': '输出 SQNR {value} dB',
  'Begins anew: run {run}, which was interrupted, is another one ({differences})':
    '从头开始：被中断的运行 {run} 与此不同（{differences}）',
  'The process that made this run ended before the run did': '产生此运行的进程在运行完成前结束',
  'Imported from {path}': '从 {path} 导入',
}
