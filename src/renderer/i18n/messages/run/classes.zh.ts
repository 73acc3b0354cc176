export default {
  search: '类别',
  name: '类别',
  boxes: '标注框',
  detections: '检测数',
  change: 'Δ AP',
  count: '{count} 个类别',
  hint: '按回车查看该类别的图像。',
  empty: '没有按类别的指标',
  emptyBody: '在带标注的图像上评估后会保存每个类别的 AP。本次运行没有这样的评估。',
  noMatch: '没有匹配的类别。',
}
