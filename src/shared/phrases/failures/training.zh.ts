import type { Phrases } from '../translate.ts'

/** Why a model cannot be trained, its rounding learned or its biases corrected. */
export const TRAINING_FAILURES_ZH: Phrases = {
  // Gradients
  'Training needs float32, the tensor {tensor} is {type}': '训练需要 float32，而张量 {tensor} 为 {type}',
  'Start from the float32 model; convert to half precision after training.':
    '请从 float32 模型开始训练，训练后再转为半精度。',
  'Expected input {index} of {node}, got none': '{node} 缺少输入 {index}',
  'Training through the operator {operator} is not supported (at {layer})':
    '无法对算子 {operator} 求梯度（位于 {layer}）',
  'Training through {operator} with {what} is not supported (at {layer})':
    '无法对 {operator} 求梯度：不支持{what}（位于 {layer}）',
  '{names} that are computed at run time': '运行时才算出的 {names}',
  'a gradient for its input {index}': '对其输入 {index} 求梯度',
  'a gradient of its further outputs': '第一个输出以外的梯度',
  'mode {mode}': '模式 {mode}',
  antialias: '抗锯齿（antialias）',
  'an omitted output': '省略的输出',
  'unknown bounds': '未知的切片范围',
  'blocks of scales': '分块的 scale',
  'zero points that are computed': '运行时才算出的零点',
  'levels other than 4 to 16 bit integers': '4～16 位整数以外的量化级',
  'Train only layers behind it, or leave its branch out of the loss.':
    '请只训练其后的层，或使损失不经过该分支。',
  'Expected a fixed shape for {tensor}, got none': '张量 {tensor} 应有固定的形状，实际未知',
  'Fix the size of every model input and fold its constants first.': '请先固定模型所有输入的尺寸并折叠常量。',
  'Expected opset {needed} or newer to train in, got {found}':
    '训练需要 opset {needed} 或更高，实际为 {found}',
  'Bring a copy of the model to opset {opset} first.': '请先把模型的副本升级到 opset {opset}。',
  // Learning rates and plans
  'Expected learning rates of 0 or more, got {rate}': '学习率应不小于 0，实际为 {rate}',
  'Expected a learning rate for step 0, got none': '缺少第 0 步的学习率',
  'Expected whole steps, got {step}': '步数应为整数，实际为 {step}',
  'Expected at least one step, got {steps}': '步数应至少为 1，实际为 {steps}',
  'Expected a warm-up shorter than {steps} steps, got {warmup}': '预热应少于 {steps} 步，实际为 {warmup}',
  'Correct the learning rate schedule.': '请修正学习率计划。',
  'Fine-tuning, rates: expected the first from 0, got {from}':
    '微调：rates 的第一项应从 0 开始，实际为 {from}',
  'Fine-tuning, rates: expected them in order': '微调：rates 应按 from 递增排列',
  'Fine-tuning, expected at least one step an epoch, got {steps} in {epochs} epochs':
    '微调：每轮应至少一步，实际 {epochs} 轮共 {steps} 步',
  'Fine-tuning, the plan: {why}': '微调计划：{why}',
  'Fine-tuning, {field}: {why}': '微调计划的 {field}：{why}',
  'Correct this field of the plan or leave it out.': '请修正或去掉计划中的该字段。',
  // Fine-tuning
  'it belongs to a training with other models, data or settings': '它属于模型、数据或设置不同的另一次训练',
  "Expected the quantized model to have the float model's tensor {tensor}, it has none":
    '浮点模型的张量 {tensor} 也应在量化模型中，实际没有',
  'Give the float model that the quantized one was made from.': '请指定该量化模型所对应的浮点模型。',
  'Expected a detector with blocks in front of its detect head, got one whose layers all belong to the head':
    '检测器在检测头之前应有其他模块，而该模型的所有层都属于检测头',
  'Fine-tuning compares what blocks hand on; this model can only be quantized.':
    '微调要比较各模块的输出；该模型只能量化。',
  'Expected weights to train, got none that the compared blocks depend on':
    '没有可训练的权重：选中的层都不影响所比较的模块',
  'Widen the regular expression of the layers to train.': '请放宽选择训练层的正则表达式。',
  'Expected float32 weights in {tensor} to fine-tune, got another type':
    '微调需要 {tensor} 的权重为 float32，实际为其他类型',
  'Fine-tune a model whose weights are float32 in front of their Q/DQ pairs, as `quantbench ptq` writes them.':
    '请微调 Q/DQ 之前的权重为 float32 的模型，`quantbench ptq` 写出的即是。',
  'Training diverged in its first epoch, at step {step} (loss {loss})':
    '训练在第一轮的第 {step} 步发散（损失 {loss}）',
  'Lower the learning rate, or shorten the gradients with --clip 1.':
    '请减小学习率，或用 --clip 1 裁剪梯度。',
  '{dataset}: expected labels to take a loss from, found images only':
    '{dataset}：计算损失需要标注，实际只有图像',
  'Train on a COCO or YOLO dataset, or without the task loss.':
    '请使用 COCO 或 YOLO 数据集训练，或不用任务损失。',
  'Expected one output with decoded boxes and probabilities to take a loss from labels, got {family} without one':
    '按标注计算损失需要一个含已解码框与概率的输出，该 {family} 模型没有',
  'Export the model with its decoding and without suppression, or fine-tune without the task loss.':
    '请导出含解码、不含 NMS 的模型，或不用任务损失微调。',
  // AdaRound and bias correction
  'Expected images to learn the rounding from, got none': '没有可用于学习舍入的图像',
  'Expected images to measure biases with, got none that can be read': '没有可读取的图像用于测量偏置',
  'Check the folder given for calibration.': '请检查校准所用的文件夹。',
  'The reconstruction error of {unit} is not a number': '{unit} 的重建误差不是有效数值',
  'Check that the float model gives finite numbers on the calibration images.':
    '请检查浮点模型在校准图像上的输出是否均为有限值。',
  'Expected {count} positive scales for the weights {tensor}, got {found} of {scales}':
    '权重 {tensor} 应有 {count} 个正的 scale，实际 {scales} 个中有 {found} 个',
  'Quantize the float model again.': '请重新量化浮点模型。',
  'Expected float weights behind INT8 Q/DQ pairs to learn the rounding of, the model has none':
    '学习舍入需要经 INT8 Q/DQ 的浮点权重，该模型没有',
  'Expected layers with INT8 weights behind Q/DQ pairs, the model has none':
    '需要权重经 Q/DQ 量化为 INT8 的层，该模型没有',
  'Quantize the float model with `quantbench ptq`.': '请用 `quantbench ptq` 量化浮点模型。',
}
