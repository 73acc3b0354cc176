/**
 * Everything that is said of an engine, in English, by ids that stay. Braces name what the sentence is about; lists
 * arrive joined. Other languages have a sentence for each id.
 */
export const ENGINE_SENTENCES = {
  // Why a reformat is there.
  'no-tensors': 'The engine does not list its tensors.',
  'network-receives': 'The network receives {type}.',
  'network-hands-out': 'The network hands out {type}.',
  'float-producer': '{layers} hands on {types}.',
  'float-addition':
    '{layer} hands on float to {users}, and the skip of its addition has to have the type of its output.',
  'float-addition-at-output':
    '{layer} hands on float to the output, and the skip of its addition has to have the type of its output.',
  'skip-read-twice': '{layer} adds a residual: {tensor} is also its skip input, which is float.',
  'skip-holds-output': '{layer} adds a residual: its skip input is float, and so its output has to be.',
  'float-reader': '{layers} reads {tensor} as float.',
  'scales-differ': '{tensor} is read at different scales, by {layers}.',
  'types-differ': '{from} hands on {fromType}, {to} wants {toType}.',
  'layouts-differ': '{from} arranges values as {fromLayout}, {to} wants {toLayout}.',
  'layout-of-input': 'The input arranges values as {fromLayout}, {to} wants {toLayout}.',
  'layout-of-output': '{from} arranges values as {fromLayout}, the output wants {toLayout}.',
  'layout-of-both': 'The input arranges values as {fromLayout}, the output wants {toLayout}.',

  // What a finding costs time by, one for each id of a finding.
  'why-scale-mismatch':
    'One tensor is wanted at several INT8 scales, so it is kept as float and quantized anew for each.',
  'why-float-skip':
    'A residual addition reads its skip input as float, so the convolution writes float and its quantizer runs alone.',
  'why-unfused-quantizer':
    'A quantizer stands between INT8 and a layer that runs in float, and no layer takes it in.',
  'why-layout-reformat':
    'Kernels side by side arrange the same values differently, and a copy goes between them.',
  'why-type-reformat': 'FP32 and FP16 layers alternate, and each change is a copy.',
  'why-quantized-ran-float':
    'Its weights pass a quantizer, but its input does not, or no INT8 kernel fits: the quantizers cost accuracy and bring no speed.',
  'why-float-convolution':
    'These layers are not quantized; heads often are left so for accuracy, others by an exclusion.',
  'why-float-output':
    'What an INT8 layer writes as float takes two to four times the memory traffic of INT8.',
  'why-single-precision':
    'Layers that run in FP32 beside faster ones: FP16 was not allowed for them, or no FP16 kernel won.',
  'why-not-accelerated':
    'The kernel does not use Tensor Cores; channel counts that are no multiple of 16 are the usual cause.',
  'why-unfused-pointwise':
    'An activation or addition that no convolution took in reads and writes its tensor once more.',
  'why-channels-not-aligned':
    'Kernels pad channels up to a multiple of 16 (32 for INT8), and compute the padding too.',

  // What was seen.
  'quantized-and-ran': '{layer} is quantized and ran {precision}',
  ran: '{layer} ran {precision}',
  'ran-for-share': '{layer} ran {precision}, {percent} of the time',
  'reads-int8-writes': '{layer} reads int8 and writes {type}',
  kernel: '{layer}: {kernel}',
  'runs-alone': '{layer} runs alone behind a convolution',
  'odd-channels': '{layer}: {channels} channels, not a multiple of {by}',
  'odd-channels-both': '{layer}: {inputs} and {outputs} channels, not a multiple of {by}',

  // What to change.
  'use-scale-rules': "Switch TensorRT's scale rules on, so that tensors that meet have one scale.",
  'share-scales': 'Let {layers} share one input scale.',
  'quantize-skip': 'Quantize the skip input of {layers}.',
  'quantize-pool': 'Quantize the input of {layers}, so that INT8 goes through it.',
  'quantize-layers':
    'Quantize {layers} too: take out of the recipe what keeps them float, a pattern or the float head.',
  'exclude-layers': 'Leave {layers} float.',
  'half-precision': 'Convert the float rest of the model to FP16, or build with FP16 allowed.',

  // Why a fusion does not happen.
  'read-by-others':
    'The result of {layer} is also read by other layers, so {node} cannot be part of its kernel.',
  'quantizer-between': 'The quantizer {quantizer} stands between {layer} and {node}.',
} as const

export type EngineSentenceId = keyof typeof ENGINE_SENTENCES
