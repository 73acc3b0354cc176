export default {
  unreadable: '无法读取此图像。',
  unreadableFile: '无法读取此图像：{path}',
}
