import type { Phrases } from '../translate.ts'

/** What keeps the engine from starting or staying, which the desktop program shows in place of the interface. */
export const STARTING_FAILURES_ZH: Phrases = {
  'Another engine (process {pid}, port {port}) works on the store in {home}':
    '另一个引擎（进程 {pid}，端口 {port}）正在使用 {home} 中的存储',
  'Another engine works on the store in {home}': '另一个引擎正在使用 {home} 中的存储',
  'Use its window or address, end it, or give another folder with --home.':
    '请使用它的窗口或地址，或结束它，或用 --home 指定其他文件夹。',
  'Expected a free port on {host}, got {port}, which another program uses':
    '{host} 上的端口 {port} 已被其他程序占用',
  'Expected a free port on {host}, got {port}, which cannot be opened ({why})':
    '{host} 上的端口 {port} 无法打开（{why}）',
  'Choose another with --port, or leave it out to get a free one.':
    '请用 --port 选择其他端口，或不指定以自动获得空闲端口。',
  'Expected a token of at least 43 characters of base64url, got something else':
    '令牌应至少为 43 个 base64url 字符，实际不符',
  'Leave it out to get a random one.': '请不指定，由程序随机生成。',
  'Expected the built interface in {folder}, found no index.html':
    '{folder} 中应有构建好的界面，实际没有 index.html',
  'Build it with `npm run build`, or install the product again.':
    '请用 `npm run build` 构建，或重新安装本产品。',
  'The engine said nothing for {seconds} seconds': '引擎在 {seconds} 秒内没有任何响应',
  'Try again; if it stays like this, `quantbench doctor` shows what is in the way.':
    '请重试；若仍然如此，`quantbench doctor` 会显示问题所在。',
  'The engine keeps ending: {why}': '引擎反复退出：{why}',
  'Nothing stored is lost. Try again; `quantbench store check` examines the store.':
    '已保存的内容没有丢失。请重试；`quantbench store check` 可检查存储。',
}
