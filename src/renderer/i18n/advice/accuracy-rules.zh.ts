import type { PhrasesByRule } from './rule-phrases.ts'

/** Where quantization costs accuracy. */
export const ACCURACY_RULES_ZH: PhrasesByRule = {
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
}
