import type { Phrases } from '../translate.ts'

/** What stops the building, measuring and reading of engines. */
export const ENGINES_FAILURES_ZH: Phrases = {
  'Expected a 4-D image input, got {input}': '应为四维图像输入，实际为 {input}',
  'Expected at least one model, got none': '至少需要一个模型，实际没有',
  'Expected Q/DQ in {engine} for {precision}, got the contrary':
    '{precision} 要求 {engine} 含 Q/DQ，实际没有',
  'Expected no Q/DQ in {engine} for {precision}, got the contrary':
    '{precision} 要求 {engine} 不含 Q/DQ，实际含有',
  'Quantize it first (`quantbench ptq`), or choose int8-implicit.':
    '请先量化（`quantbench ptq`），或选择 int8-implicit。',
  'Leave the precision out: an FP16 engine without Q/DQ races beside the INT8 one anyway.':
    '请不要指定精度：不含 Q/DQ 的 FP16 引擎本来就会与 INT8 引擎一同测量。',
  'Expected Q/DQ pairs that can be taken out, got {count} that cannot ({first})':
    'Q/DQ 应可成对去除，实际有 {count} 个节点不能去除（{first}）',
  'Give the float model as well, or do without the FP16 engine (--no-fp16).':
    '请同时提供浮点模型，或不构建 FP16 引擎（--no-fp16）。',
  'Expected smallest ≤ measured ≤ largest batch, got {batches}':
    'batch 应满足“最小 ≤ 测量 ≤ 最大”，实际为 {batches}',
  'Widen --min-batch and --max-batch.': '请放宽 --min-batch 与 --max-batch。',
  'Expected known sizes of input {input}, got {what}': '输入 {input} 的尺寸应全部已知，实际{what}',
  'axis {axis} is dynamic': '轴 {axis} 为动态',
  'Export the model with fixed sizes, batch, height and width of images aside.':
    '请导出尺寸固定的模型，图像的 batch、高和宽除外。',
  '{label}: trtexec says that it passed, but wrote no engine': '{label}：trtexec 报告成功，但没有写出引擎',
  'Check the space on the disk and read the log.': '请检查磁盘空间并查看日志。',
  '{label}: trtexec did not finish after "{line}": {why}': '{label}：trtexec 在输出“{line}”后未能完成：{why}',
  '{label}: trtexec did not finish: {why}': '{label}：trtexec 未能完成：{why}',
  'Read the log; another run tells whether it happens again.': '请查看日志；再运行一次可知是否重现。',
  'Read the log, and give the measurement more time (--duration).':
    '请查看日志，并延长测量时间（--duration）。',
  '{label}: trtexec was ended after {seconds} s ({purpose})':
    '{label}：trtexec 运行 {seconds} 秒后被结束（{purpose}）',
  build: '构建',
  measure: '测量',
  profile: '逐层分析',
  'Give it more time with --timeout, or look in the log where it stood still.':
    '请用 --timeout 延长时限，或在日志中查看它停在何处。',
  'trtexec: not found': '找不到 trtexec',
  'trtexec: {path} ({from}) does not exist': 'trtexec：{path}（{from}）不存在',
  'trtexec: {path} ({from}) cannot be started': 'trtexec：{path}（{from}）无法启动',
  'trtexec: {path} ({from}) lacks {library}': 'trtexec：{path}（{from}）缺少 {library}',
  'trtexec: {path} ({from}) does not answer as trtexec does: {said}':
    'trtexec：{path}（{from}）的输出不像 trtexec：{said}',
  'trtexec: {path} ({from}) does not answer as trtexec does': 'trtexec：{path}（{from}）的输出不像 trtexec',
  'the setting': '来自设置',
  'the usual places': '常见位置',
  'Device tensorrt cannot be used: its process cannot be started': '设备 tensorrt 不可用：无法启动其进程',
  'Device tensorrt cannot be used: it did not start within {seconds} s':
    '设备 tensorrt 不可用：在 {seconds} 秒内没有启动',
  'It needs TensorRT 10, CUDA 12, cuDNN 9 and the CUDA build of the runtime (`npm run setup:cuda`; `quantbench doctor` names what is missing). Or leave --device out: Q/DQ then runs on the CPU as it is written (simulate).':
    '需要 TensorRT 10、CUDA 12、cuDNN 9 以及运行时的 CUDA 版本（`npm run setup:cuda`；`quantbench doctor` 会列出缺少的部分）。也可不加 --device：Q/DQ 会在 CPU 上按原样计算（模拟）。',
  'ONNX Runtime {version} does not take the engine of TensorRT {tensorrt}: {reason}':
    'ONNX Runtime {version} 不接受 TensorRT {tensorrt} 的引擎：{reason}',
  'Both have to use one TensorRT: put the folder of its libraries first in LD_LIBRARY_PATH, and take its trtexec. An engine also runs on its own kind of GPU only.':
    '两者必须使用同一个 TensorRT：请把其库所在文件夹放在 LD_LIBRARY_PATH 首位，并使用它的 trtexec。引擎也只能在同型号 GPU 上运行。',
  '{path}: expected the layers of an engine, got a text without any':
    '{path}：应有引擎的各层，实际文本中没有',
  'Give what trtexec wrote with --exportLayerInfo, or its log with --dumpLayerInfo.':
    '请提供 trtexec 用 --exportLayerInfo 写出的文件，或带 --dumpLayerInfo 的日志。',
  '{path}: expected the times of layers, got a text without any': '{path}：应有各层耗时，实际文本中没有',
  'Give what trtexec wrote with --exportProfile, or its log with --dumpProfile.':
    '请提供 trtexec 用 --exportProfile 写出的文件，或带 --dumpProfile 的日志。',
  '{path}: expected the times of this engine, got {count} layers of which it has none':
    '{path}：应为该引擎的耗时，实际的 {count} 个层都不在该引擎中',
  'Give the profile that was written for the same engine file.': '请提供为同一引擎文件写出的逐层耗时。',
  '{path}: expected times of layers of the model, got no times': '{path}：应有模型各层的耗时，实际没有耗时',
  '{path}: expected times of layers of the model, got none of its layers':
    '{path}：应有模型各层的耗时，实际没有该模型的层',
  'Profile an engine that was built from this model, with --exportLayerInfo and --exportProfile.':
    '请对由该模型构建的引擎做逐层分析，并加上 --exportLayerInfo 和 --exportProfile。',
}
