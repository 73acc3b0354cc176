import type { Phrases } from '../translate.ts'

/** Why a model cannot be calibrated or quantized, and what is wrong with what calibration keeps. */
export const QUANTIZATION_FAILURES_ZH: Phrases = {
  // Calibration
  'Expected images to calibrate with, got none that can be read': '没有可读取的校准图像',
  'Check the folder given for calibration.': '请检查校准所用的文件夹。',
  'Expected a percentile above 0 and up to 100, got {value}': '百分位应大于 0 且不超过 100，实际为 {value}',
  'Usual values are 99.9, 99.99 and 99.999.': '常用值为 99.9、99.99 和 99.999。',
  'Expected a channel axis of shape [{shape}], got {axis}': '通道轴应在形状 [{shape}] 之内，实际为 {axis}',
  'Convolutions have their output channels on axis 0, transposed ones on axis 1.':
    '卷积的输出通道在轴 0，转置卷积在轴 1。',
  // Files of calibration
  '{name}: not a file of histograms: {why}': '{name} 不是直方图文件：{why}',
  'it does not begin like one': '文件开头不符',
  'its header cannot be read': '文件头无法读取',
  'expected {expected} bytes, got {found}': '应为 {expected} 字节，实际 {found} 字节',
  'Expected a saved histogram: {bins} counts, got fewer': '保存的直方图应有 {bins} 个计数，实际不足',
  'Expected a saved histogram: {bins} counts, got more': '保存的直方图应有 {bins} 个计数，实际更多',
  'Expected a saved histogram: {why}': '应为保存的直方图：{why}',
  'Calibrate again to make a new one.': '请重新校准以生成新文件。',
  '{name}: expected JSON, got something else ({why})': '{name}：应为 JSON，实际不是（{why}）',
  '{name}: expected a calibration table of version {expected}, got version {found}':
    '{name}：校准表的版本应为 {expected}，实际为 {found}',
  'It was written by a newer Quantbench: update this one or calibrate again.':
    '它由更新版本的 Quantbench 写出：请更新本程序，或重新校准。',
  '{name}: not a calibration table at {place}: {why}': '{name} 不是校准表，{place} 处有误：{why}',
  'Use a file that `quantbench ptq --save-table` wrote.': '请使用 `quantbench ptq --save-table` 写出的文件。',
  '{path}: expected a TensorRT calibration cache with {expected} in line {line}, got "{found}"':
    '{path}：TensorRT 校准缓存的第 {line} 行应为 {expected}，实际为“{found}”',
  '`name: <8 hexadecimal digits>`': '`name: <8 位十六进制数>`',
  'Use a cache that TensorRT or this program wrote.': '请使用 TensorRT 或本程序写出的缓存。',
  // Ranges
  'Expected a {method} range of {tensor}, the input of {layer}, got none':
    '{layer} 的输入 {tensor} 没有 {method} 范围',
  'Expected a {method} range of {tensor}, the input of {layer}, got {amax}':
    '{layer} 的输入 {tensor} 的 {method} 范围无效：{amax}',
  'Calibrate again with this model and recipe.': '请用该模型和配方重新校准。',
  'Expected {count} channel ranges for the weights {tensor}, got {found}':
    '权重 {tensor} 应有 {count} 个通道范围，实际为 {found} 个',
  'Use ranges that were taken from this model.': '请使用取自该模型的范围。',
  // Recipes
  'Recipe, the recipe: {why}': '配方：{why}',
  'Recipe, {field}: {why}': '配方的 {field}：{why}',
  'expected a regular expression ({why})': '应为正则表达式：{why}',
  'Invalid regular expression: {pattern}: {why}': '{pattern} 无效：{why}',
  'Unterminated group': '括号不成对',
  'Unterminated character class': '方括号不成对',
  "Unmatched ')'": '括号不成对',
  'Nothing to repeat': '量词之前没有内容',
  'Correct this field of the recipe or leave it out.': '请修正或去掉配方中的该字段。',
  'match: expected a quantized layer, got {layer} ({why})': 'match：应为量化的层，实际为 {layer}（{why}）',
  'the model has no such layer': '模型中没有该层',
  'detect head: a final prediction layer': '检测头的最终预测层',
  'box decoding: fixed arithmetic, no trained layer': '框解码为固定运算，不是训练得到的层',
  'the recipe leaves {operator} float': '配方使 {operator} 保持浮点',
  'excluded by {pattern}': '被 {pattern} 排除',
  'not among the included layers': '不在所选的层之中',
  'weights are computed from a constant by other nodes': '权重由其他节点从常量算出',
  'weights are computed, not constant': '权重是算出的，并非常量',
  'weights are {type}, expected FLOAT': '权重为 {type}，应为 FLOAT',
  'Use the layer names that `quantbench inspect` lists.': '请使用 `quantbench inspect` 列出的层名。',
  // Models
  'Expected opset {needed} or newer, got {found}': '需要 opset {needed} 或更高，实际为 {found}',
  'Export the model with a newer opset.': '请以更高的 opset 导出模型。',
  'Expected a float model, got one with {node}': '应为浮点模型，实际含有 {node}',
  'Quantize the float model that this one was made from.': '请量化该模型所对应的浮点模型。',
}
