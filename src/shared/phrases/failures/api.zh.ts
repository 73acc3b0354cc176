import type { Phrases } from '../translate.ts'

/** What the engine refuses to show, open or take from the interface. */
export const API_FAILURES_ZH: Phrases = {
  'Expected a run that kept the layers of an engine, {run} did not':
    '需要保留了引擎各层信息的运行，{run} 没有保留',
  'Benchmark with trtexec: it keeps layers and times of every engine that it measured.':
    '请用 trtexec 做基准测试：它会保留所测每个引擎的各层信息与耗时。',
  'Expected a sensitivity analysis, {id} is none': '需要敏感度分析的运行，{id} 不是',
  'Choose a run of the kind sensitivity.': '请选择类型为敏感度分析的运行。',
  'Expected a search, {id} is none': '需要搜索的运行，{id} 不是',
  'Choose a run of the kind search.': '请选择类型为搜索的运行。',
  'Expected runs that were evaluated, {run} was not': '需要评估过的运行，{run} 没有评估过',
  'Evaluate its model, and choose that run.': '请评估其模型，并选择该评估运行。',
  'Expected runs on the same data, got {one} on {data} and {other} on {others}':
    '需要使用相同数据的运行，实际 {one} 使用 {data}，{other} 使用 {others}',
  'Choose runs that were evaluated on the same images.': '请选择在相同图像上评估的运行。',
  '{path}: expected groups of layers: {why}': '{path}：应为层的分组：{why}',
  'Expected an engine or a model, got neither': '需要引擎或模型，实际都没有',
  'Choose the layer JSON of an engine, or a Q/DQ model.': '请选择引擎的层信息 JSON，或 Q/DQ 模型。',
  'Expected a tensor that the run calibrated, got {tensor}': '需要该运行校准过的张量，实际为 {tensor}',
  'Choose one of those that are listed with a histogram.': '请从列有直方图的张量中选择。',
  'Expected a run that quantized a model, got one without ranges': '需要量化过模型的运行，该运行没有量化范围',
  'Choose a PTQ or QAT run.': '请选择 PTQ 或 QAT 运行。',
  "Expected a weight with float values in the run's model, got {tensor}":
    '需要该运行的模型中有浮点值的权重，实际为 {tensor}',
  'Choose one of the weights that are listed with an SQNR.': '请从列有 SQNR 的权重中选择。',
  'Expected a channel below {channels}, got {channel}': '通道应小于 {channels}，实际为 {channel}',
  'Expected at most {most} calls open at once on a connection': '一个连接最多同时进行 {most} 个调用',
  'Expected at most {most} streams open at once on a connection': '一个连接最多同时打开 {most} 个事件流',
  'Wait for the answers of some.': '请等待其中一些返回。',
  'The engine stops': '引擎正在停止',
  'Start it again.': '请重新启动。',
  '{method} gave no proper answer: {why}': '{method} 返回的结果不符合要求：{why}',
  'Nobody waits for the answer any more': '已不再需要该结果',
  'Expected fewer questions at a time, {waiting} wait already': '同时提出的请求过多，已有 {waiting} 个在等待',
  'Wait until some are answered.': '请等待其中一些得到答复。',

  'Expected files of different names': '文件名应各不相同',
  'Expected a file of the upload, got number {number}': '应为本次上传的文件，实际序号为 {number}',
  'Expected byte {offset} of {size} of {name} next, got {found}':
    '{name}（共 {size} 字节）接下来应为第 {offset} 字节，实际为 {found}',
  'Expected {bytes} bytes of free space in {folder}, got fewer':
    '{folder} 应有 {bytes} 字节可用空间，实际不足',
  'Expected {size} bytes of {name}, got {found}': '{name} 应有 {size} 字节，实际为 {found}',
  'Expected an upload that has begun': '应为已开始的上传',
  'Drop the files once more.': '请重新拖入文件。',
  'Free some space, or open the file where it already lies.': '请释放空间，或直接在原位置打开该文件。',

  'nothing in it': '空路径',
  'more than {most} characters': '超过 {most} 个字符的路径',
  'broken Unicode': '无效的 Unicode',
  'control characters': '控制字符',
  'a backslash': '反斜杠',
  'percent-encoded separators or dots': '经百分号编码的分隔符或点',
  'no absolute path of a local disk': '不是本地磁盘绝对路径的写法',
  'an empty part (a doubled or trailing separator)': '空的路径段（分隔符重复或在末尾）',
  'a "." or ".." part': '“.”或“..”路径段',
  'Unicode characters that stand for separators or dots': '等同于分隔符或点的 Unicode 字符',
  'a device name': '设备名',
  'a part that ends in a dot or space': '以点或空格结尾的路径段',
  'characters that no file name has': '文件名不允许的字符',
}
