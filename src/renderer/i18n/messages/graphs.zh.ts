export default {
  title: '计算图',
  summary: '以模块和节点展示模型，标出 Q/DQ 与精度。',
  empty: '还没有打开计算图',
  emptyBody: '计算图显示 Q/DQ 节点的位置、共用 scale 的层，以及两个模型的差异。',
  emptyAction: '选择模型',
}
