import type { PhrasesByRule } from './rule-phrases.ts'

/** What keeps engines from being fast. */
export const SPEED_RULES_ZH: PhrasesByRule = {
  'unfused-branches': {
    title: '多分支模块未做重参数化',
    sentences: {
      '{n|block} of parallel branches that one convolution can replace': '{n} 个并行分支模块可由一个卷积替代',
      'parallel convolutions': '并行卷积',
      'multiply-accumulates of all but one branch each': '除一个分支外的乘加占比',
      'No activation stands between the branches and their sum, so they are one convolution. Apart, each is a kernel and a tensor of its own, and their sum is read at one scale that suits none of them.':
        '各分支与其求和之间没有激活函数，因此等价于一个卷积。分开时每个分支都是独立的 kernel 和张量，求和结果又只用一个谁都不合适的 scale。',
      'Re-parameterise before export (fuse() or switch_to_deploy() of the training code).':
        '导出前做重参数化（训练代码的 fuse() 或 switch_to_deploy()）。',
    },
  },
  'batch-norm': {
    title: '未折叠的 BatchNorm',
    sentences: {
      '{n|BatchNorm} in training mode': '{n} 个 BatchNorm 处于训练模式',
      '{n|BatchNorm} that cannot be folded': '{n} 个 BatchNorm 无法折叠',
      '{n|BatchNorm} between layers and their quantizers': '{n} 个 BatchNorm 位于层与其量化节点之间',
      '{n|BatchNorm} that quantization folds': '{n} 个 BatchNorm 会在量化时折叠',
      'BatchNormalization nodes': 'BatchNormalization 节点',
      'The outputs depend on what else is in the batch. Export the model in evaluation mode.':
        '输出取决于同一批次的其他图像。请以评估模式导出模型。',
      'It follows no convolution of its own (or one that others read too), so it stays an operation in float between quantized layers.':
        '它前面没有专属的卷积（或该卷积还被其他节点读取），因此会作为浮点运算留在量化层之间。',
      'The ranges of the weights were taken before the factors of the normalisation, which TensorRT multiplies in: the scales do not fit what runs.':
        '权重范围是在乘上归一化系数之前取的，而 TensorRT 会把系数乘进去：scale 与实际运行的权重不符。',
      'Quantization here folds it into the convolution before it takes ranges. Tools that do not, get ranges of weights that never run.':
        '此处量化会先把它折叠进卷积再取范围。不这样做的工具得到的是从不实际运行的权重范围。',
      'Quantize the float model here, where it is folded first.': '在此量化浮点模型，会先折叠它。',
      'Export in evaluation mode with constant folding on.': '以评估模式导出，并打开常量折叠。',
    },
  },
  'residual-skips': {
    title: '残差相加以浮点读取跳连输入',
    sentences: {
      '{n|residual addition} with a float skip input': '{n} 个残差相加的跳连输入为浮点',
      'residual additions with a float skip input': '跳连输入为浮点的残差相加',
      'The convolution that TensorRT fuses with the addition then writes float, and the quantizer behind it runs alone.':
        'TensorRT 与相加融合的卷积因此输出浮点，其后的量化节点要单独运行。',
      'Try quantizing the skip input: faster where TensorRT then fuses the addition; compare the accuracy.':
        '可尝试量化跳连输入：若 TensorRT 因此融合相加会更快；请对比精度。',
      'Try quantizing the skip input, with another method than entropy: faster where TensorRT then fuses the addition; compare the accuracy.':
        '可尝试量化跳连输入，并避免使用 entropy：若 TensorRT 因此融合相加会更快；请对比精度。',
    },
  },
  'nms-in-graph': {
    title: '模型内含 NMS',
    sentences: {
      '{n|suppression node} inside the model': '模型内有 {n} 个 NMS 节点',
      'NMS nodes': 'NMS 节点',
      'How many boxes it hands out depends on the image: what follows has shapes that are known only at run time, thresholds are frozen in, and accuracy at confidence 0.001 cannot be measured.':
        '输出的框数取决于图像：其后的形状只有运行时才知道，阈值被固定在模型里，也无法在置信度 0.001 下测精度。',
      'Export without NMS and suppress behind the engine, or add EfficientNMS_TRT when it is built.':
        '导出时不带 NMS，在引擎之后做抑制，或在构建时加入 EfficientNMS_TRT。',
    },
  },
  'dynamic-shapes': {
    title: '影响速度的动态形状',
    sentences: {
      'an input of open height or width': '输入的高或宽未固定',
      'open axes beside the batch': '批次以外未固定的轴',
      'Kernels are chosen for one size of a range and have to work for all of it; fusions that need the size are left out.':
        'kernel 按范围内的一种尺寸选择，却必须适用于整个范围；需要已知尺寸的融合会被放弃。',
      'Export at the one size that is used (dynamic batch does little harm), or build with minShapes, optShapes and maxShapes equal in height and width.':
        '按实际使用的唯一尺寸导出（动态批次影响不大），或在构建时让 minShapes、optShapes、maxShapes 的高宽相同。',
      '{n|node} that work out shapes at run time': '{n} 个节点在运行时计算形状',
      'Shape and Size nodes': 'Shape 与 Size 节点',
      'NonZero, Loop and If nodes': 'NonZero、Loop 与 If 节点',
      'They stem from an export with a dynamic batch. With a fixed one they fold to constants and the graph that TensorRT optimises is smaller.':
        '它们来自动态批次的导出。固定批次后会折叠为常量，TensorRT 要优化的图也更小。',
      'Where one batch size is enough, export with a fixed batch, or simplify the graph.':
        '如果只用一种批次大小，请以固定批次导出，或简化计算图。',
    },
  },
  'transposed-convolutions': {
    title: '可用 Upsample 替代的 ConvTranspose',
    sentences: {
      '{n|transposed convolution} for upsampling': '{n} 个转置卷积用于上采样',
      'A nearest-neighbour Resize copies, costs no arithmetic, and lets one scale pass through; a ConvTranspose is a layer of its own with a quantizer before it. Its scales lie on axis 1 of the weights, which some tools get wrong.':
        '最近邻 Resize 只做复制，没有运算，scale 可直接通过；ConvTranspose 则是单独的一层，前面还要有量化节点。它的 scale 在权重的第 1 轴，有些工具会弄错。',
      'Where the model is trained anew anyway, try Upsample (nearest) and a convolution in its place.':
        '如果反正要重新训练，可尝试用 Upsample（最近邻）加卷积替代。',
      '{n|grouped transposed convolution} with one scale for all weights':
        '{n} 个分组转置卷积的全部权重共用一个 scale',
      groups: '组数',
      'TensorRT asks for a scale for each output channel, and axis 1 has only those of one group: what is left is one scale for the whole tensor.':
        'TensorRT 要求逐输出通道的 scale，而第 1 轴只含一组的通道：只能整个张量共用一个 scale。',
      'Leave these layers float, or upsample by a nearest-neighbour Resize.':
        '将这些层保留为浮点，或改用最近邻 Resize 上采样。',
    },
  },
  'channel-alignment': {
    title: '通道数不是 16 或 32 的倍数',
    sentences: {
      '{n|convolution} with channels that are no multiple of {by}': '{n} 个卷积的通道数不是 {by} 的倍数',
      'multiply-accumulates spent on padding to 16': '填充到 16 所浪费的乘加',
      'multiply-accumulates spent on padding to 32': '填充到 32 所浪费的乘加',
      'multiply-accumulates of an image': '每张图像的乘加',
      'output channels': '输出通道',
      'Kernels pad channels up and compute the padding too. Nothing mends it but other widths, so it counts when the next model is chosen or pruned.':
        'kernel 会把通道补齐并连填充一起计算。只有改变宽度才能解决，因此在选择或剪枝下一个模型时才有意义。',
      'When the model is trained or pruned next, keep widths at multiples of {layout} ({by} at least).':
        '下次训练或剪枝时，让通道数保持为 {layout} 的倍数（至少 {by}）。',
    },
  },
  'smooth-activations': {
    title: '可用更省的 ReLU 替代的 SiLU',
    sentences: {
      '{n|smooth activation} ({kinds})': '{n} 个平滑激活函数（{kinds}）',
      activations: '激活函数',
      'values that they compute for an image': '每张图像要计算的值',
      'TensorRT fuses them with the convolution, but each value takes an exponential in float, which CPUs feel. Below zero they reach only −0.28: symmetric INT8 has a handful of levels for that part and leaves the others below zero unused.':
        'TensorRT 会把它们与卷积融合，但每个值都要用浮点算一次指数，在 CPU 上较慢。负半轴最低只到 −0.28：对称 INT8 在这一段只有几级可用，其余负值闲置。',
      'Only where the model is trained anew: ReLU quantizes without loss of its negative side and is cheaper, at some accuracy.':
        '仅在重新训练时考虑：ReLU 没有负半轴的量化损失，计算也更省，但会损失一些精度。',
      'of 128 levels below zero, those that a SiLU of median range reaches':
        '零以下 128 级中，中等范围的 SiLU 用到的级数',
      '{n|node} of activation functions with quantized inputs': '激活函数中有 {n} 个节点的输入被量化',
      'Sigmoid and Mul nodes that read quantized tensors': '读取量化张量的 Sigmoid 与 Mul 节点',
      'Convolution, Sigmoid and Mul are one kernel only where no quantizer stands between them.':
        '卷积、Sigmoid 与 Mul 之间没有量化节点时才能合成一个 kernel。',
      'Quantize the float model again; activation functions stay float inside.':
        '请重新量化浮点模型；激活函数内部会保持浮点。',
    },
  },
  'dead-channels': {
    title: '权重几乎全为零的输出通道',
    sentences: {
      '{n|dead channel} in {layers|layer}': '{layers} 层中有 {n} 个失效通道',
      'channels of {all} below a thousandth of the median channel':
        '{all} 个通道中低于中位通道千分之一的通道',
      'They give their bias and nothing else. Quantization loses nothing by them, but they take the time of live ones; where most of a layer is dead, the weights are hardly those that were trained.':
        '它们只输出偏置。量化不会因此损失，但耗时与有效通道相同；若一层大部分失效，权重多半不是训练所得。',
      'Prune them when the model is trained next.': '下次训练时将其剪枝。',
    },
  },
}
