import type { Phrases } from '../translate.ts'

/** What stops calibration, evaluation, training, search and measurement. */
export const STAGES_FAILURES_ZH: Phrases = {
  'The model takes {n|image} a run (input {input}), not {batch}':
    '模型每次运行接收 {n} 张图像（输入 {input}），而不是 {batch} 张',
  'Use --batch {batch}, or export the model with a dynamic batch axis.':
    '请使用 --batch {batch}，或导出 batch 轴为动态的模型。',
  'Rectangular batches need dynamic axes; input {input} is fixed at {height} × {width}':
    '矩形批次需要动态轴；输入 {input} 固定为 {height} × {width}',
  'Leave --rect out, or export the model with dynamic height and width.':
    '请去掉 --rect，或导出高和宽为动态的模型。',
  '{dataset}: expected annotations to evaluate against, found images only':
    '{dataset}：评估需要标注，实际只有图像',
  'Give a COCO or YOLO dataset, or --annotations FILE with --images DIR.':
    '请指定 COCO 或 YOLO 数据集，或用 --annotations FILE 与 --images DIR 指定。',
  'Expected finite values, got only NaN and infinities': '应有有限值，实际只有 NaN 和无穷大',
  'Look at what computed them.': '请检查产生这些值的计算。',
  '{path}: expected a Q/DQ model, got one without quantizers of activations':
    '{path}：应为 Q/DQ 模型，实际没有激活量化器',
  'Quantize the model with `quantbench ptq`, or give a calibration table.':
    '请用 `quantbench ptq` 量化模型，或提供校准表。',
  'Fine-tuning, batch: expected a multiple of the {fixed} images that the model takes at once, got {batch}':
    '微调 batch：应为模型每次接收的 {fixed} 张图像的倍数，实际为 {batch}',
  'Set the batch to {batch} or a multiple, or export the model with a dynamic batch axis.':
    '请把 batch 设为 {batch} 或其倍数，或导出 batch 轴为动态的模型。',
  'Expected variants such as {examples}, got {variant} ({why})':
    '变体应形如 {examples}，实际为 {variant}（{why}）',
  'a variant is named twice': '有变体重复',
  'no such variant': '没有这种变体',
  'only percentile takes a number, up to 100': '只有 percentile 可带数值，且不超过 100',
  'it starts from {parent}, which is not in the list': '它以 {parent} 为起点，但列表中没有',
  'a ptq variant': 'ptq 变体',
  'Choose from fp32, fp16, ptq:METHOD with {methods} (percentile@99.9 sets the percentile), and qat or qat:METHOD.':
    '可选 fp32、fp16、ptq:METHOD（METHOD 为 {methods}；percentile@99.9 可指定百分位）、qat 或 qat:METHOD。',
  'it is no log of records': '不是记录日志',
  'it is damaged': '已损坏',
  'quantbench calibration': 'quantbench 校准检查点',
  'quantbench corrections': 'quantbench 校正文件',

  'Expected a reachable target, {figure} at least {wanted}: with only {layer} quantized it is out of reach, the best of {count} sets has {best}':
    '目标应能达到（{figure} 至少 {wanted}）：只量化 {layer} 也达不到，{count} 组中最好的为 {best}',
  agreement: '一致性',
  'Allow a drop of at least {drop} with --max-drop, or calibrate by another --method.':
    '请用 --max-drop 允许至少 {drop} 的下降，或换一种 --method 校准。',
  'Ask for at most {value} with --min-agreement, or calibrate by another --method.':
    '请把 --min-agreement 设为不超过 {value}，或换一种 --method 校准。',
  'Expected a reachable budget, got {budget} {unit}: the cheapest set takes {least} {unit}':
    '预算应能达到，实际为 {budget} {unit}：代价最低的一组需要 {least} {unit}',
  layers: '层',
  'Allow at least {least} with {flag}.': '请用 {flag} 允许至少 {least}。',
  'Expected a budget that asks for quantization, got {budget} {unit}: the float model takes {cost} {unit} and has AP {ap}':
    '预算应低到需要量化，实际为 {budget} {unit}：浮点模型需要 {cost} {unit}，AP 为 {ap}',
  'Expected a budget that asks for quantization, got {budget} {unit}: the float model takes {cost} {unit}':
    '预算应低到需要量化，实际为 {budget} {unit}：浮点模型需要 {cost} {unit}',
  'Use the float model, or lower the budget.': '请直接使用浮点模型，或降低预算。',
  'Expected at least two quantized units to choose from, found none':
    '至少需要两个量化单元可供选择，实际没有',
  'Expected at least two quantized units to choose from, found only {unit}':
    '至少需要两个量化单元可供选择，实际只有 {unit}',
  'Exclude fewer layers, or search --by layer.': '请少排除一些层，或用 --by layer 搜索。',
  'Expected quantizers to switch off, the recipe places none': '应有可关闭的量化器，但配方没有放置量化器',
  'Expected quantizers of {parts} to switch off, the recipe places none':
    '应有可关闭的{parts}量化器，但配方没有放置',
  activations: '激活',
  weights: '权重',
  'Exclude fewer layers.': '请少排除一些层。',
  'Expected another --device for sensitivity and search, got tensorrt':
    'sensitivity 与 search 不能使用 --device tensorrt',
  'Expected another --device for ptq with --adaround or --bias-correction, got tensorrt':
    '带 --adaround 或 --bias-correction 的 ptq 不能使用 --device tensorrt',
  'Expected another --device for {work}, got tensorrt': '{work} 不能使用 --device tensorrt',
  'Measure what an engine finds with `quantbench eval --device tensorrt` and how fast it is with `quantbench bench --backend trtexec`; here --device cuda uses the same GPU.':
    '请用 `quantbench eval --device tensorrt` 评估引擎的检测精度，用 `quantbench bench --backend trtexec` 测量其速度；此处可用 --device cuda 使用同一 GPU。',
}
