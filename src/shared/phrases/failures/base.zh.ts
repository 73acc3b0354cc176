import type { Phrases } from '../translate.ts'

/** What keeps programs from being started and files of the installation or the system from being used. */
export const BASE_FAILURES_ZH: Phrases = {
  'Expected the program {command} (or its folder) to exist, found none': '程序 {command}（或其文件夹）不存在',
  '{command} could not be started: {why}': '无法启动 {command}：{why}',
  'Check that it is installed and may be run.': '请检查它是否已安装且允许执行。',
  '{command} has no process number': '{command} 没有进程号',
  'Expected the file resources/{name} of this installation, found none': '此安装缺少文件 resources/{name}',
  'Install the program again.': '请重新安装程序。',
  'EACCES: permission denied, {call}': '权限不足，EACCES：{call}',
  'EPERM: operation not permitted, {call}': '不允许此操作，EPERM：{call}',
  'EROFS: read-only file system, {call}': '文件系统只读，EROFS：{call}',
  'ENOTDIR: not a directory, {call}': '路径中有一段不是文件夹，ENOTDIR：{call}',
  'EISDIR: illegal operation on a directory, {call}': '该路径是文件夹，EISDIR：{call}',
  'ENOENT: no such file or directory, {call}': '文件或文件夹不存在，ENOENT：{call}',
  'EEXIST: file already exists, {call}': '文件已存在，EEXIST：{call}',
  'EMFILE: too many open files, {call}': '打开的文件过多，EMFILE：{call}',
  'ENAMETOOLONG: name too long, {call}': '名称过长，ENAMETOOLONG：{call}',
  'ELOOP: too many symbolic links encountered, {call}': '符号链接层数过多，ELOOP：{call}',
  'EBUSY: resource busy or locked, {call}': '资源正忙或已被锁定，EBUSY：{call}',
  'EIO: i/o error, {call}': '读写错误，EIO：{call}',
}
