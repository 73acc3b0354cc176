import type { Phrases } from './translate.ts'

/** What is not as it should be about the store. */
export const STORE_ZH: Phrases = {
  '{path} belongs to no run': '{path} 不属于任何运行',
  '{path} was left unfinished by a process that is gone': '{path} 由已退出的进程遗留，未完成',
  'broken references of {table} to missing rows of {parent}: {count}':
    '{table} 有 {count} 处引用指向 {parent} 中不存在的行',
  '{sha} is missing: {holders}': '{sha} 已丢失：{holders}',
  '{sha} is damaged: {holders}': '{sha} 已损坏：{holders}',
  '{sha} is missing': '{sha} 已丢失',
  '{sha} is damaged': '{sha} 已损坏',
  '{name} of run {run}': '运行 {run} 的 {name}',
  'run {id} is stored as running, but its process is gone': '运行 {id} 记录为正在运行，但其进程已不存在',
  'job {id} is stored as running, but its process is gone': '任务 {id} 记录为正在运行，但其进程已不存在',
  'Make a copy of the home folder, then put the database of the newest backup in its place (`quantbench store backup` makes them).':
    '请先复制主文件夹，再用最新备份中的数据库替换（备份由 `quantbench store backup` 创建）。',
  '`quantbench store compact` removes it.': '`quantbench store compact` 会将其删除。',
  'Copy that file from a backup to its place under artifacts, or delete these runs.':
    '请从备份中把该文件复制到 artifacts 下的原位置，或删除这些运行。',
  '`quantbench runs list` marks it as interrupted.': '`quantbench runs list` 会将其标记为已中断。',
  'Start the workbench: it resumes the job or ends it.': '启动工作台：它会继续或结束该任务。',
  '{file} is damaged ({why})': '{file} 已损坏（{why}）',
  '{file} is locked by another process': '{file} 被其他进程锁定',
  '{file} cannot be used: {why}': '{file} 无法使用：{why}',
  'No space left while writing {file}': '写入 {file} 时磁盘空间不足',
  'Move it away and put a copy from the backups folder in its place, or start an empty store with another --home.':
    '请将其移走，用 backups 文件夹中的副本替换，或用另一个 --home 新建空的存储。',
  'Free some space and try again; what was stored before is kept.':
    '请释放空间后重试；此前保存的内容不受影响。',
  'Wait until the other process has finished its work, or end it, and try again.':
    '请等待该进程完成或将其结束，然后重试。',
  'Check that the folder exists and is writable, or choose another with --home.':
    '请检查文件夹是否存在且可写，或用 --home 选择其他文件夹。',
  '{file} is a SQLite database, but not a store of this program':
    '{file} 是 SQLite 数据库，但不是本程序的存储',
  'Choose another home folder with --home.': '请用 --home 选择其他主文件夹。',
  '{file} has schema {version}, expected {expected}, and is opened for reading only':
    '{file} 的 schema 为 {version}，应为 {expected}，目前以只读方式打开',
  'Open it once with write access to bring it up to date.': '请以可写方式打开一次以完成升级。',
}
