import type { Phrases } from '../translate.ts'

/** What is wrong with a file of JSON, of numbers, or of tensors, and where. */
export const FILE_CONTENT_FAILURES_ZH: Phrases = {
  '{file}: expected {what}, got the end of the file at byte {offset}, line {line}':
    '{file}：应为{what}，实际已到文件结尾（字节 {offset}，第 {line} 行）',
  '{file}: expected {what}, got byte 0x{code} at byte {offset}, line {line}':
    '{file}：应为{what}，实际为字节 0x{code}（字节 {offset}，第 {line} 行）',
  '{file}: expected {what}, got {got} at byte {offset}, line {line}':
    '{file}：应为{what}，实际为 {got}（字节 {offset}，第 {line} 行）',
  'Correct the file at this place.': '请修正文件的此处。',
  'The file is cut off; copy it again.': '文件不完整；请重新复制。',
  'an object': '对象',
  'an array': '数组',
  'a string': '字符串',
  'a number': '数值',
  'a digit': '数字',
  'a JSON value': '合法的 JSON 值',
  'a key in double quotes': '带双引号的键',
  'a number within the range of a double': '双精度范围内的数值',
  'the end of a string': '字符串的结尾',
  'a string without control characters': '不含控制字符的字符串',
  'a string with valid escapes': '转义有效的字符串',
  'the end of the file': '文件结尾',
  'at most {depth} nested values': '最多 {depth} 层嵌套的值',
  "',' or '{closing}'": "逗号或 '{closing}'",
  "':'": '冒号',
  '{file}: expected a header, got a file of {bytes} bytes': '{file}：应有文件头，实际文件只有 {bytes} 字节',
  '{file}: expected .npy version 1 to 3, got {version}': '{file}：.npy 版本应为 1～3，实际为 {version}',
  '{file}: expected a header of {bytes} bytes, got a file that ends in it':
    '{file}：文件头应有 {bytes} 字节，实际文件在其中中断',
  '{file}: expected values of type <f4 or <f8, got {type}': '{file}：数值类型应为 <f4 或 <f8，实际为 {type}',
  'a structured type': '结构化类型',
  '{file}: expected values in C order, got Fortran order': '{file}：数值应按 C 顺序存储，实际为 Fortran 顺序',
  '{file}: expected a shape, got {header}': '{file}：应有形状，实际文件头为 {header}',
  '{file}: expected values, got none': '{file}：应有数值，实际没有',
  '{file}: expected an .npy file, got one that does not begin like one':
    '{file}：应为 .npy 文件，但其开头不是 .npy 格式',
  '{file}: expected float32 values of 4 bytes each, got {bytes} bytes':
    '{file}：应为每个 4 字节的 float32 数值，实际共 {bytes} 字节',
  '{file}: expected {expected} bytes of values for shape {shape}, got {got}':
    '{file}：形状 {shape} 应有 {expected} 字节的数值，实际为 {got}',
  '{file}: the file became shorter while it was read': '{file}：文件在读取过程中变短',
  "Write little-endian float32 without a header, or save with numpy.save(file, x.astype('<f4', order='C')).":
    "请写成不带文件头的小端 float32，或用 numpy.save(file, x.astype('<f4', order='C')) 保存。",
  'its header is not that of a {format} of version {version}': '文件头不符合 {format} 版本 {version}',
  'its header does not fit: expected {expected} bytes of tensors, got {got}':
    '文件头不符：张量应有 {expected} 字节，实际为 {got}',
  'expected version {version} of a {format}, got {found}': '{format} 应为版本 {version}，实际为 {found}',
  'it is no {format}': '不是 {format}',
  'it is cut off: expected {expected} bytes, got {got}': '文件不完整：应有 {expected} 字节，实际为 {got}',
  'it is damaged: expected SHA-256 {expected}, got {got}':
    '文件已损坏：SHA-256 应为 {expected}，实际为 {got}',
}
