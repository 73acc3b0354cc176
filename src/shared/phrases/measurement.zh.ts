import type { Phrases } from './translate.ts'

/** What to know of a measurement of speed: what disturbed it and what it does not tell. */
export const MEASUREMENT_ZH: Phrases = {
  'FP16 on the CPU provider is simulated: values are rounded to half precision, most operators compute in float32.':
    'CPU provider 上的 FP16 是模拟的：数值舍入到半精度，大多数算子以 float32 计算。',
  "INT8 on ONNX Runtime's CPU provider does not predict TensorRT: its kernels run SiLU detectors with Q/DQ nodes slower than FP32.":
    'ONNX Runtime CPU provider 上的 INT8 不能反映 TensorRT 的速度：对含 Q/DQ 节点的 SiLU 检测器，其 kernel 比 FP32 更慢。',
  'GPU {index} ({name}) was throttled in {share} % of {n|sample}: {reasons}.':
    'GPU {index}（{name}）在 {n} 个采样中有 {share}% 被降频：{reasons}。',
  '{reason} in {share} %': '{reason} 占 {share}%',
  'GPU {index} ({name}) changed its clock by {share} %: {least} to {largest} MHz. Fixed clocks (nvidia-smi -lgc) make timings comparable.':
    'GPU {index}（{name}）的时钟变化了 {share}%：{least}～{largest} MHz。锁定时钟（nvidia-smi -lgc）后计时才可比较。',
  'Another process ({pids}) computed on GPU {index} ({name}) in {share} % of {n|sample}.':
    '另一个进程（{pids}）在 {n} 个采样的 {share}% 中使用了 GPU {index}（{name}）。',
  'Other processes ({pids}) computed on GPU {index} ({name}) in {share} % of {n|sample}.':
    '其他进程（{pids}）在 {n} 个采样的 {share}% 中使用了 GPU {index}（{name}）。',
  'Other processes took {mean} % of the processors on average, {most} % at most.':
    '其他进程平均占用 {mean}% 的处理器，最高 {most}%。',
  "{engine}: trtexec calls the GPU's time unstable (coefficient of variation {worst} %).":
    '{engine}：trtexec 报告 GPU 耗时不稳定（变异系数 {worst}%）。',
  '{engine} is built from {copy}, for comparison.': '{engine} 由{copy}构建，用于对比。',
  '{engine} is built from {copy}.': '{engine} 由{copy}构建。',
  'the FP16-converted copy without Q/DQ': '去掉 Q/DQ 并转为 FP16 的副本',
  'the FP16-converted copy': '转为 FP16 的副本',
  'the copy without Q/DQ': '去掉 Q/DQ 的副本',
  '{engine} in FP16': '{engine}（FP16）',
  '{engine} has no calibration cache: TensorRT makes ranges up, which tells speed and nothing else.':
    '{engine} 没有校准缓存：TensorRT 会虚构范围，只能说明速度。',
  'No FP16 engine races beside INT8: {problem}.': 'INT8 旁没有 FP16 引擎对比：{problem}。',
  'What is not quantized of {engine} runs in FP32, as the ONNX says; `quantbench ptq … --fp16` makes it FP16.':
    '{engine} 中未量化的部分按 ONNX 以 FP32 运行；`quantbench ptq … --fp16` 可使其为 FP16。',
  'The layers of {engine} could not be timed: {problem}.': '无法对 {engine} 的各层计时：{problem}。',
  '{engine} was built again: this machine does not take the kept engine any more.':
    '{engine} 已重新构建：本机不再接受保留的引擎。',
}
