export default {
  search: 'Search the log',
  level: 'Level',
  follow: 'Follow',
  levels: {
    debug: 'debug',
    info: 'info',
    warn: 'warning',
    error: 'error',
  },
  lines: '{shown} of {count} line | {shown} of {count} lines',
  empty: 'Nothing was logged yet.',
  noMatch: 'No line matches.',
}
