export default {
  search: '搜索日志',
  level: '级别',
  follow: '跟随末尾',
  levels: {
    debug: '调试',
    info: '信息',
    warn: '警告',
    error: '错误',
  },
  lines: '{shown} / {count} 行',
  empty: '还没有日志。',
  noMatch: '没有匹配的行。',
}
