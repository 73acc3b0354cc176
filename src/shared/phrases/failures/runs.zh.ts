import type { Phrases } from '../translate.ts'

/** What is wrong with the store of runs, with its files, backups and bundles. */
export const RUNS_FAILURES_ZH: Phrases = {
  'The stored file {file} is missing': '存储中的文件 {file} 已丢失',
  'The stored file {file} is damaged': '存储中的文件 {file} 已损坏',
  'Restore it from a backup, or delete the runs that hold it and make them again.':
    '请从备份中恢复，或删除包含它的运行并重新生成。',
  'Expected a plain file name for an artifact, got {name}': '产物的名称应为单纯的文件名，实际为 {name}',
  'Unexpected content in {where}: {why}': '{where}内容异常：{why}',
  'argv of run {id}': '运行 {id} 的命令行',
  'parameters of run {id}': '运行 {id} 的参数',
  'environment of run {id}': '运行 {id} 的环境',
  'tags of run {id}': '运行 {id} 的标签',
  'summary of model {sha}': '模型 {sha} 的摘要',
  'data of event {id}': '事件 {id} 的数据',
  'progress of job {id}': '任务 {id} 的进度',
  'specification of job {id}': '任务 {id} 的定义',
  'last lines of job {id}': '任务 {id} 的最后几行',
  'result of job {id}': '任务 {id} 的结果',
  'Delete the run that it belongs to, or restore a copy from the backups folder.':
    '请删除其所属的运行，或从 backups 文件夹恢复副本。',
  '{path}: expected {expected} values of precision-recall, got none':
    '{path}：precision-recall 应有 {expected} 个值，实际没有',
  '{path}: expected {expected} values of precision-recall, got {found}':
    '{path}：precision-recall 应有 {expected} 个值，实际有 {found} 个',
  '{path}: expected {expected} values of f1-confidence, got none':
    '{path}：f1-confidence 应有 {expected} 个值，实际没有',
  '{path}: expected {expected} values of f1-confidence, got {found}':
    '{path}：f1-confidence 应有 {expected} 个值，实际有 {found} 个',
  'quantbench class curves': 'quantbench 类别曲线',
  'Run {id} is still running': '运行 {id} 仍在进行',
  'Cancel it first.': '请先取消。',
  '{file} has schema {version}, this program knows schemas up to {newest}':
    '{file} 的 schema 为 {version}，本程序最高支持 {newest}',
  'Update the program, or choose another home folder with --home.':
    '请升级程序，或用 --home 选择其他主文件夹。',
  '{count} broken references after the migration': '迁移后有 {count} 处引用失效',
  '{file} does not exist: nothing has been stored there yet': '{file} 不存在：该处还没有存储任何内容',
  'Check --home and QUANTBENCH_HOME, or make a first run.':
    '请检查 --home 和 QUANTBENCH_HOME，或先创建一个运行。',
  'No space left to create the home folder {home}': '磁盘空间不足，无法创建主文件夹 {home}',
  'Free some space or choose another folder with --home.': '请释放空间，或用 --home 选择其他文件夹。',
  'The home folder {home} cannot be used: {why}': '主文件夹 {home} 无法使用：{why}',
  'it is not writable': '不可写',
  'expected a folder, got a file': '应为文件夹，实际为文件',

  'Expected a backup folder outside of {home}, got {folder}': '备份文件夹应在 {home} 之外，实际为 {folder}',
  'Choose a folder elsewhere, best on another disk, or one below its backups folder.':
    '请选择其他位置的文件夹（最好在另一块磁盘上），或其 backups 文件夹之内的文件夹。',
  'Expected a new or empty folder for the backup, {folder} holds files':
    '备份需要新的或空的文件夹，{folder} 中已有文件',
  'Choose another name, as one with the date.': '请换一个名称，例如带上日期。',
  'The copy is not whole, as the store is not: {problem}': '副本不完整，因为存储本身不完整：{problem}',
  '`quantbench store check` shows all that is wrong; nothing was kept of this backup.':
    '`quantbench store check` 会列出所有问题；本次备份没有留下任何内容。',

  'Expected runs with less than {all} MB of figures and curves ({each} MB each), run {id} goes beyond that':
    '各运行的数值与曲线总计应小于 {all} MB（单个运行 {each} MB），运行 {id} 超出了上限',
  'Export fewer runs to a file.': '请减少导出到同一文件的运行。',
  '{path} is not a usable run bundle: {why}': '{path} 不是可用的运行包：{why}',
  'Export it again, or copy it again from where it came.': '请重新导出，或从来源处重新复制。',
  '{path} has bundle version {version}, this program reads versions up to {newest}':
    '{path} 的运行包版本为 {version}，本程序最高支持 {newest}',
  'Update the program.': '请升级程序。',
  'it begins with something else': '文件开头不是运行包',
  'it ends too early': '文件不完整',
  'a line is longer than {bytes} bytes': '有一行超过 {bytes} 字节',
  'the content of a model differs from its checksum': '模型的内容与校验和不符',
  'the content of a dataset differs from its checksum': '数据集的内容与校验和不符',
  'the content of a run differs from its checksum': '运行的内容与校验和不符',
  'the file {sha} differs from its checksum': '文件 {sha} 与校验和不符',
  'something follows its end': '结尾之后还有内容',
  'its parts do not fit together': '各部分互不相符',
  'it unpacks to more than runs take': '解压后大于运行可能占用的空间',
  'a file in it claims {bytes} bytes, more than it can hold': '其中的文件声称有 {bytes} 字节，运行包容纳不下',
  '{path} holds a file of {size} MB, {home} has room for {room} MB':
    '{path} 中有 {size} MB 的文件，而 {home} 只剩 {room} MB',
  'Free some space and try again; nothing was stored.': '请释放空间后重试；没有存入任何内容。',
}
