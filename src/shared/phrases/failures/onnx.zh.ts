import type { Phrases } from '../translate.ts'

/** What is wrong with a model, its graph or its stored tensors. */
export const ONNX_FAILURES_ZH: Phrases = {
  '{model}: tensor {tensor} expects bytes {from} to {to} of {file}, which has {bytes}':
    '{model}：张量 {tensor} 需要 {file} 的第 {from}～{to} 字节，而该文件只有 {bytes} 字节',
  'Copy the model and its data file together again.': '请重新将模型与其数据文件一并复制。',
  '{model}: tensor {tensor} ({type}) needs {expected} bytes, its entry says {bytes}':
    '{model}：张量 {tensor}（{type}）需要 {expected} 字节，而其条目为 {bytes}',
  '{model}: tensor {tensor} lies in a file of its own that cannot be found from here':
    '{model}：张量 {tensor} 存放在单独的文件中，从此处找不到该文件',
  'Open the model by its path.': '请按路径打开模型。',
  "{model}: tensor {tensor} points outside the model's folder ({location})":
    '{model}：张量 {tensor} 指向模型文件夹之外（{location}）',
  "Put the data file into the model's folder and export again.": '请把数据文件放入模型所在文件夹并重新导出。',
  '{model} needs {location} beside it, which is missing': '{model} 旁边应有 {location}，但缺失',
  'Copy the data file into the folder of the model.': '请把数据文件复制到模型所在文件夹。',
  'Tensor {tensor}: expected {expected} bytes for shape {shape} of {type}, got {got}':
    '张量 {tensor}：类型 {type}、形状 {shape} 应有 {expected} 字节，实际为 {got}',
  'Tensor {tensor}: expected {expected} values for shape {shape}, got {got}':
    '张量 {tensor}：形状 {shape} 应有 {expected} 个数值，实际为 {got}',
  'Tensor {tensor} lies outside the model file and was not loaded':
    '张量 {tensor} 存放在模型文件之外，未被加载',
  'Open the model by its path so that its external data is found.': '请按路径打开模型，以便找到其外部数据。',
  'Tensor {tensor}: expected numbers, got {type}': '张量 {tensor}：应为数值，实际为 {type}',
  'Tensor {tensor}: shape {shape} does not hold {count} values':
    '张量 {tensor}：形状 {shape} 与 {count} 个数值不符',
  'Expected a value named {name}, the graph has none': '计算图中没有名为 {name} 的张量',
  'Expected a tensor named {name} to tap, the graph has none': '计算图中没有要取出的张量 {name}',
  'Expected a value in place of the input {name}, got none': '输入 {name} 处应代入张量，实际没有',
  'Graph input {name} is also the output of {node}': '计算图输入 {name} 同时又是 {node} 的输出',
  'Graph input {name} is declared twice': '计算图输入 {name} 声明了两次',
  'The name {name} is defined twice, the second time by {node}':
    '名称 {name} 定义了两次，第二次由 {node} 定义',
  'The name {name} is defined twice': '名称 {name} 定义了两次',
  'The name {name} is taken': '名称 {name} 已被占用',
  '{name} is not an initializer': '{name} 不是 initializer',
  '{name} is not computed': '{name} 不是由节点算出的',
  '{name} is still in use': '{name} 仍在使用',
  'Expected {node} to be in the graph': '{node} 应在计算图中',
  '{node} cannot be removed: its output {output} is still read': '无法移除 {node}：其输出 {output} 仍被读取',
  '{node} must keep its output {output}, which is still read':
    '{node} 必须保留其输出 {output}，该输出仍被读取',
  '{node} has no input to read instead': '{node} 没有可代替其输出的输入',
  '{node} cannot be removed: its output is a graph output and its input is not free to take that name':
    '无法移除 {node}：其输出是计算图输出，而其输入不能改用该名称',
  'The graph has a cycle through {node}': '计算图中存在经过 {node} 的环',
  'Node {name} ({operator}) has no first output': '节点 {name}（{operator}）没有第一个输出',
  'Pass {pass} cannot start (after {passes}): {problem}':
    '图变换 {pass} 无法开始（在 {passes} 之后）：{problem}',
  'Pass {pass} cannot start: {problem}': '图变换 {pass} 无法开始：{problem}',
  'Pass {pass} left a broken model (after {passes}): {problem}':
    '图变换 {pass} 产生了错误的模型（在 {passes} 之后）：{problem}',
  'Pass {pass} left a broken model: {problem}': '图变换 {pass} 产生了错误的模型：{problem}',
  'a Constant node is left': '仍有 Constant 节点',
  'an initializer is still an input': '仍有 initializer 同时是输入',
  'Expected an opset up to {newest}, got {opset}': 'opset 应不高于 {newest}，实际为 {opset}',
  'Expected opset {oldest} or later, got {opset}': 'opset 应为 {oldest} 或更高，实际为 {opset}',
  'A model with functions of its own cannot be brought from opset {from} to {to}':
    '含自定义函数的模型无法从 opset {from} 升级到 {to}',
  '{node} cannot be brought to opset {opset}: {operator} is not an operator of the detectors that are known':
    '{node} 无法升级到 opset {opset}：{operator} 不是已知检测器所用的算子',
  'Export the model again with opset {opset} or later.': '请以 opset {opset} 或更高版本重新导出模型。',
  'Export the model again with opset {opset}.': '请以 opset {opset} 重新导出模型。',
}
