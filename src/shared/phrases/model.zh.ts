import type { Phrases } from './translate.ts'

/** What is wrong with a model file, or worth knowing of it. */
export const MODEL_ZH: Phrases = {
  '{node} reads {tensor}, which nothing in the model produces':
    '{node} 读取 {tensor}，但模型中没有节点产生它',
  'The model has no output': '模型没有输出',
  "Nothing produces the model's output {tensor}": '没有节点产生模型的输出 {tensor}',
  'Some nodes stand before the nodes that they read from': '有些节点排在其输入节点之前',
  'They are put in order when the model is opened.': '打开模型时会重新排序。',
  'Several nodes are named {name}': '有多个节点名为 {name}',
  'Layers are told apart by their weights instead.': '改用权重区分各层。',
  'Unknown operator {operator} at node {node}: the standard domain has none of that name up to opset {opset}':
    '节点 {node} 的算子 {operator} 未知：opset {opset} 及以下的标准域中没有该算子',
  'Operator {operator} at node {node} came with opset {since}, the model asks for opset {opset}':
    '节点 {node} 的算子 {operator} 自 opset {since} 起才有，而模型声明的是 opset {opset}',
  "Operator {operator} ({n|node}, first {node}) is ONNX Runtime's own and stays as it is":
    '算子 {operator}（{n} 个节点，首个为 {node}）为 ONNX Runtime 专有，保持原样',
  'Operator {operator} ({n|node}, first {node}) belongs to a plugin that ONNX Runtime does not have':
    '算子 {operator}（{n} 个节点，首个为 {node}）属于 ONNX Runtime 没有的插件',
  'Export the model again with standard operators.': '请用标准算子重新导出模型。',
  'Export without runtime-specific optimisations to have it quantized.':
    '导出时不做特定运行时的优化，才能量化它。',
  'Export the model again without that plugin, for instance without NMS inside.':
    '请重新导出不含该插件的模型，例如不带 NMS。',
  'Export the model again.': '请重新导出模型。',
  'Expected a version of the standard operators (ai.onnx), got only {domains}':
    '模型应声明标准算子集（ai.onnx）的版本，实际只有 {domains}',
  'Expected opset {first} to {last}, got {opset}': 'opset 应为 {first}～{last}，实际为 {opset}',
  'Export the model again with opset 13 or later.': '请以 opset 13 或更高版本重新导出模型。',
  'Export the model again with an older opset, 17 say.': '请以较低的 opset（例如 17）重新导出模型。',
  'Expected exactly one image input, got {found}': '应有唯一的图像输入，实际为 {found}',
  'Expected an input of float32, float16 or uint8, got {found}':
    '输入应为 float32、float16 或 uint8，实际为 {found}',
  'Expected an image input of four axes, got {found}': '图像输入应为四维，实际为 {found}',
  'Expected an image input with 3 or 1 channels, got {found}': '图像输入应有 3 或 1 个通道，实际为 {found}',
  'no input': '无输入',
  'no shape': '无形状',
  'Export the detector so that it takes one batch of images, [batch, 3, height, width].':
    '导出的检测器应接收一批图像：[batch, 3, height, width]。',
}
