/**
 * What the rules of the advice say, in Chinese: by rule its title and its sentences, keyed by the English ones. `{name}`
 * stands for whatever is written there, `{n|layer}` for a count of layers, as in `3 layers`.
 */
export interface RulePhrases {
  /** What the rule looks for. */
  title: string
  sentences: Readonly<Record<string, string>>
}

export const RULES_ZH: Readonly<Record<string, RulePhrases>> = {
  plugins: {
    title: '需要插件的算子',
    sentences: {
      '{n|node} of operators that need a plugin': '{n} 个节点的算子需要插件',
      'ONNX Runtime cannot run them, so the model can be neither calibrated nor evaluated here, and TensorRT takes it only with the plugin at hand.':
        'ONNX Runtime 无法运行这些算子，因此模型在此既不能校准也不能评估；TensorRT 也必须有对应插件才能接受。',
      'Export without them, and add them behind quantization.': '导出时不带这些算子，量化之后再加上。',
      '{n|node} of operators that only ONNX Runtime has': '{n} 个节点的算子只有 ONNX Runtime 支持',
      'TensorRT does not know them, and quantization leaves them as they are.':
        'TensorRT 不认识这些算子，量化也不会改动它们。',
      'Export without optimisations of ONNX Runtime.': '导出时不要做 ONNX Runtime 的图优化。',
      'nodes of this operator': '该算子的节点数',
    },
  },
  opset: {
    title: '算子集版本过旧',
    sentences: {
      'opset {found}, where quantizers need {first}': 'opset 为 {found}，量化节点需要 {first}',
      'version of the standard operators': '标准算子集版本',
      'Scales for each channel came with opset {first}, half-precision scales with 19.':
        '逐通道 scale 从 opset {first} 起支持，半精度 scale 从 19 起支持。',
      'Scales for each channel came with opset {first}, half-precision scales with 19. The upgrade fails: {problem}.':
        '逐通道 scale 从 opset {first} 起支持，半精度 scale 从 19 起支持。升级失败：{problem}。',
      'Export again with opset 13 to 17.': '请以 opset 13～17 重新导出。',
      'It is brought to opset 13 before quantization; better export again with opset 13 to 17.':
        '量化前会自动升级到 opset 13；最好以 opset 13～17 重新导出。',
    },
  },
  'refused-quantizers': {
    title: 'TensorRT 拒绝的量化节点：非对称零点等',
    sentences: {
      '{n|quantizer} with a zero point other than 0 or an unsigned type':
        '{n} 个量化节点的零点不为 0 或为无符号类型',
      'TensorRT only supports symmetric quantization: zero points have to be 0 and of type INT8.':
        'TensorRT 只支持对称量化：零点必须为 0，类型必须为 INT8。',
      '{n|quantizer} on a bias': '{n} 个量化节点作用于偏置',
      'In a strongly typed TensorRT network the bias stays float; INT32 quantizers before it are refused or keep the convolution from fusing.':
        '在强类型 TensorRT 网络中偏置保持浮点；其前的 INT32 量化节点会被拒绝，或使卷积无法融合。',
      '{n|quantizer} with a scale for each channel of an activation': '{n} 个量化节点对激活逐通道取 scale',
      'TensorRT takes one scale for the whole of an activation; only weights have one for each channel.':
        'TensorRT 对整个激活只取一个 scale，只有权重可以逐通道。',
      '{n|quantizer} with a scale that is not positive': '{n} 个量化节点的 scale 不是正数',
      'TensorRT refuses it: scale coefficients must all be positive.':
        'TensorRT 会拒绝：scale 必须全部为正。',
      'quantizers of type {type}': '类型为 {type} 的量化节点',
      'Quantize the float model here: symmetric INT8 throughout, biases float.':
        '在此量化浮点模型：全部采用对称 INT8，偏置保持浮点。',
    },
  },
  'broken-weights': {
    title: '权重含 NaN 或无穷大',
    sentences: {
      '{n|layer} with weights that are not finite': '{n} 层的权重不是有限值',
      'NaN and infinite weights': 'NaN 与无穷大的权重',
      'No scale holds such values, and whatever they are multiplied with is lost.':
        '没有 scale 能表示这样的值，与之相乘的结果也都丢失。',
      'Export again from an earlier checkpoint of the training.': '用更早的训练检查点重新导出。',
    },
  },
  'half-weights': {
    title: '权重为半精度',
    sentences: {
      '{n|layer} with weights in half precision': '{n} 层的权重为半精度',
      'layers with FP16 weights': '权重为 FP16 的层',
      'Quantization starts from float32 and leaves such layers as they are.':
        '量化从 float32 出发，这样的层会原样保留。',
      'Quantize the float32 model; --fp16 makes the rest half precision.':
        '请量化 float32 模型；--fp16 会把其余部分转为半精度。',
    },
  },
  'broken-activations': {
    title: '激活含 NaN、无穷大或全为零',
    sentences: {
      '{n|activation} always zero': '{n} 个激活恒为零',
      '{n|activation} with NaN or infinities': '{n} 个激活含 NaN 或无穷大',
      zeros: '零值',
      'NaN and infinite values': 'NaN 与无穷大的值',
      'The layers behind see nothing: dead weights before them, or images prepared in another way than in training.':
        '其后的层什么也看不到：前面的权重失效，或图像预处理与训练时不同。',
      'No scale holds such values: the float model itself is broken for these images, or they are prepared wrongly.':
        '没有 scale 能表示这样的值：浮点模型本身对这些图像就有问题，或图像预处理有误。',
    },
  },
  'tail-quantized': {
    title: '边界框解码被量化',
    sentences: {
      '{n|quantizer} in the decoding of boxes and scores': '框与分数的解码部分有 {n} 个量化节点',
      'step between two levels': '相邻两级之间的步长',
      'Boxes in pixels and scores up to 1 meet here in one tensor: one scale makes boxes coarse and rounds scores to nothing. A model so quantized finds little or nothing.':
        '以像素计的框与不大于 1 的分数在此汇入同一张量：共用一个 scale 会让框变粗、分数被舍入为零。这样量化的模型几乎检测不到目标。',
      'Quantize the float model again; the decoding always stays float.':
        '请重新量化浮点模型；解码部分始终保持浮点。',
    },
  },
  'head-quantized': {
    title: '检测头被量化',
    sentences: {
      '{n|final prediction layer} quantized': '{n} 个最终预测层被量化',
      'prediction layers quantized': '被量化的预测层',
      'What these layers write goes into boxes and scores without another layer to even errors out; left float they cost next to nothing.':
        '这些层的输出直接成为框与分数，后面没有其他层来抵消误差；保留为浮点几乎不增加耗时。',
      'Leave the final prediction layers float.': '将最终预测层保留为浮点。',
    },
  },
  'entropy-clipping': {
    title: 'SiLU 网络上采用 entropy 校准并共用 scale',
    sentences: {
      'entropy calibration on a SiLU network': '在 SiLU 网络上采用 entropy 校准',
      'entropy clips {n|activation}': 'entropy 截断了 {n} 个激活',
      'smooth activations': '平滑激活函数',
      'groups of tensors that share a scale': '共用 scale 的张量组',
      'scale groups that they belong to': '所属的 scale 组',
      'signal to noise by entropy': 'entropy 的信噪比',
      'signal to noise by mse': 'mse 的信噪比',
      'values clipped by entropy': '被 entropy 截断的值',
      'SiLU gathers most values close to zero. Entropy weighs the shape of the histogram and not the size of errors, so it clips the rare large values that carry detections; where scales are shared, the histogram of one tensor decides for the others.':
        'SiLU 使大多数值集中在零附近。entropy 衡量的是直方图的形状而不是误差大小，因此会截断少见但承载检测结果的大值；共用 scale 时，一个张量的直方图还会替其他张量作决定。',
      'Calibrate by mse, or by percentile.': '改用 mse 或 percentile 校准。',
    },
  },
  'sensitive-first-layers': {
    title: '第一、二层受量化影响大',
    sentences: {
      'One of the first two layers is sensitive': '前两层中有一层敏感',
      'The first two layers are sensitive': '前两层都敏感',
      'estimated signal to noise of the output (input and weights)': '输出信噪比估计（输入与权重）',
      'estimated signal to noise of the output (weights alone)': '输出信噪比估计（仅权重）',
      'median of all quantized layers': '所有量化层的中位数',
      'The first layers have few channels over which errors could average out, and every other layer reads what they lose.':
        '前几层通道少，误差难以相互抵消；它们丢失的信息会影响后面每一层。',
      'Calibrate by mse, with which they do well.': '改用 mse 校准，这些层即可恢复正常。',
      'Leave {names} float.': '将 {names} 保留为浮点。',
    },
  },
  'activation-outliers': {
    title: '激活存在远超 99.99 百分位的离群值',
    sentences: {
      '{n|activation} with outliers': '{n} 个激活存在离群值',
      'largest value over the 99.99th percentile': '最大值与 99.99 百分位之比',
      'signal to noise as quantized': '量化后的信噪比',
      'A scale that reaches the outliers leaves few levels for everything else; one that clips them loses them.':
        'scale 覆盖离群值时，其余值只剩很少的量化级；截断离群值则会丢失它们。',
      'Calibrate by mse, which weighs clipping against coarseness.':
        '改用 mse 校准，它会在截断与粗糙之间取得平衡。',
      'Calibrate by mse, and leave the layers float that read activations which that does not help.':
        '改用 mse 校准；对仍无改善的激活，将读取它们的层保留为浮点。',
    },
  },
  'extreme-weights': {
    title: '权重或通道远大于同层其他部分',
    sentences: {
      '{n|layer} with an extreme channel': '{n} 层存在极端通道',
      'largest channel range over the median': '最大通道范围与中位数之比',
      'That channel sets the scale of the whole output, which has one for all channels; the others keep a few of its levels.':
        '输出的所有通道共用一个 scale，由该通道决定；其余通道只剩少数量化级。',
      "{n|layer} with an outlier among a channel's weights": '{n} 层的某通道权重中存在离群值',
      'signal to noise of channel {channel}': '通道 {channel} 的信噪比',
      'A single weight takes the range of its channel; the others are rounded to a few levels.':
        '单个权重占据了整个通道的范围，其余权重被舍入到少数几级。',
      'Leave {names} float.': '将 {names} 保留为浮点。',
    },
  },
  'depthwise-ranges': {
    title: '深度可分离卷积各通道范围差异大',
    sentences: {
      '{n|depthwise convolution} with wide channel ranges': '{n} 个深度卷积的通道范围差异很大',
      'largest channel range over the 10th percentile': '最大通道范围与第 10 百分位之比',
      'A scale a channel saves the weights, but the output of the layer has one scale for all its channels: the small ones keep a few levels of 127.':
        '权重可逐通道取 scale，但该层输出的所有通道共用一个 scale：小的通道在 127 级中只剩几级。',
      'Equalize the ranges with those of the layers around (cross-layer equalization) before export, or leave these layers float.':
        '导出前做跨层均衡（cross-layer equalization），或将这些层保留为浮点。',
    },
  },
  'weight-scales': {
    title: '权重没有逐输出通道的 scale',
    sentences: {
      '{n|layer} with scales along the wrong axis of the weights': '{n} 层的权重 scale 所在轴不对',
      '{n|layer} with one scale for all channels of the weights': '{n} 层的权重所有通道共用一个 scale',
      'scales for {channels} output channels': '{channels} 个输出通道的 scale 数',
      'TensorRT refuses it: the number of scales is not equal to the number of output channels (axis 0 of Conv, axis 1 of ConvTranspose).':
        'TensorRT 会拒绝：scale 数量与输出通道数不等（Conv 为第 0 轴，ConvTranspose 为第 1 轴）。',
      'The largest channel sets the scale of all: small channels keep few levels, which a scale a channel avoids at no cost.':
        '最大的通道决定了所有通道的 scale，小通道只剩少数量化级；逐通道 scale 可以避免，而且没有额外代价。',
      'Quantize the float model here: weights get a scale for each output channel.':
        '在此量化浮点模型：权重会逐输出通道取 scale。',
    },
  },
  'unequal-scales': {
    title: 'Add 与 Concat 的 scale 不一致',
    sentences: {
      '{n|place} where tensors meet on different scales': '{n} 处张量以不同的 scale 汇合',
      'groups of tensors without a common scale': '没有共用 scale 的张量组',
      'largest over smallest scale': '最大与最小 scale 之比',
      'TensorRT cannot carry INT8 through a Concat, a pool or a Resize when the scales before and behind differ: it puts a Reformat there, and the layers before write float.':
        'Concat、池化或 Resize 前后的 scale 不同时，TensorRT 无法让 INT8 直接通过：会插入重排（Reformat），前面的层改为输出浮点。',
      'Let what meets there share one scale.': '让在此汇合的张量共用一个 scale。',
      '{n|tensor} drowned by what it shares its scale with': '{n} 个张量被共用 scale 的张量淹没',
      '{n|tensor} drowned by what they share their scale with': '{n} 个张量被共用 scale 的张量淹没',
      'signal to noise at a scale of its own': '使用自身 scale 时的信噪比',
      'signal to noise at the shared scale': '使用共用 scale 时的信噪比',
      'What is added or joined needs one scale in INT8. Here one side is so much smaller that it keeps a few levels of the other one’s range.':
        '相加或拼接的张量在 INT8 下需要同一个 scale。这里一侧小得多，在另一侧的范围内只剩少数量化级。',
      'Leave the layers that read the joined tensor float.': '将读取汇合张量的层保留为浮点。',
    },
  },
  'calibration-size': {
    title: '校准图像太少',
    sentences: {
      'the calibration images disagree about the ranges': '校准图像给出的范围不一致',
      'too few calibration images': '校准图像太少',
      'calibration images': '校准图像',
      'median difference of the 99.99th percentiles of two halves of the images':
        '两半图像 99.99 百分位之差的中位数',
      'One half of the images gives other ranges than the other half: other images would give other ones again.':
        '两半图像给出的范围不同：换一批图像还会得到别的结果。',
      'With fewer than {few} images chance decides the ranges; the TensorRT guide found about 500 sufficient for ImageNet.':
        '少于 {few} 张图像时，范围由偶然决定；TensorRT 指南认为 ImageNet 约需 500 张。',
      'Calibrate with a few hundred images of the kind that the model will see.':
        '用几百张与实际场景同类的图像校准。',
    },
  },
  'calibration-drift': {
    title: '校准图像与评估图像不同',
    sentences: {
      'calibration images differ in {what}': '校准图像的{what}与评估图像不同',
      brightness: '亮度',
      'contrast (deviation of brightness)': '对比度（亮度标准差）',
      colourfulness: '色彩丰富度',
      'image size (root of the area)': '图像尺寸（面积的平方根）',
      'aspect ratio': '宽高比',
      classes: '类别',
      '{what}: distance of the distributions': '{what}：分布距离',
      '{what}: probability by chance': '{what}：偶然出现的概率',
      '{what}: median': '{what}：中位数',
      'share of boxes in calibration': '校准集中的框占比',
      'share of boxes in evaluation': '评估集中的框占比',
      'Ranges are taken from what the calibration images excite. Images of another kind reach beyond them, or leave levels unused.':
        '范围取决于校准图像激发的值。换成另一类图像会超出范围，或让部分量化级闲置。',
      'Calibrate with images drawn at random from the same source as {name} (but not those themselves).':
        '从 {name} 的同一来源随机抽取图像校准（但不要用评估图像本身）。',
    },
  },
  'calibration-overlap': {
    title: '用评估图像校准',
    sentences: {
      '{count} evaluation images are among the calibration images': '{count} 张评估图像也在校准图像中',
      'images of the same name and size in bytes': '文件名与字节数都相同的图像',
      'of the evaluation images': '占评估图像的比例',
      'Ranges fitted to the images that accuracy is measured on make it look better than it will be.':
        '范围贴合用于测精度的图像，会使精度看起来比实际好。',
      'Calibrate on images that are not evaluated, training images say.':
        '用不参与评估的图像校准，例如训练图像。',
    },
  },
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

/** What several rules say: evidence, units, what they lack, and the measurements that they rest on. */
export const COMMON_ZH: Readonly<Record<string, string>> = {
  'share of the multiply-accumulates': '占总乘加的比例',
  nodes: '个节点',
  layers: '层',
  values: '个值',
  images: '张',
  groups: '组',
  levels: '级',
  axes: '个轴',
  channels: '个通道',
  quantizers: '个',
  scales: '个',
  weights: '个权重',
  opset: 'opset',
  pixels: '像素',
  x: '倍',
  'of 1': '（最大 1）',
  'of 255': '（最大 255）',
  'width over height': '（宽 / 高）',
  'from {inputs} input channels': '（输入通道 {inputs}）',
  'in units of the tensor (pixels for boxes)': '（张量自身单位，框为像素）',
  'calibration images': '校准图像',
  'calibration and evaluation images': '校准图像和评估图像',
  '{count} calibration and evaluation images or more': '至少 {count} 张校准和评估图像',
  'a Q/DQ model': 'Q/DQ 模型',
  'a float model': '浮点模型',
  'a model that can be prepared ({problem})': '可以预处理的模型（{problem}）',
  'a model that runs ({problem})': '可以运行的模型（{problem}）',
  'Measured: YOLOv5n on 79 images of COCO val2017, float AP 0.320; PTQ mse 0.317, entropy 0.277; with the head quantized 0.312 and 0.254':
    '实测：YOLOv5n 在 COCO val2017 的 79 张图像上，浮点 AP 0.320；PTQ mse 0.317、entropy 0.277；量化检测头后为 0.312 与 0.254',
  'Measured: 83 activation tensors of YOLOv5n over 80 images of COCO train2017':
    '实测：YOLOv5n 的 83 个激活张量，COCO train2017 的 80 张图像',
  'Measured: YOLOv5n quantized by entropy with --add residual agrees with the float model to 0.46, by the other methods as well as without':
    '实测：YOLOv5n 用 entropy 加 --add residual 量化后与浮点模型的一致性为 0.46；其他方法加不加都一样',
}
