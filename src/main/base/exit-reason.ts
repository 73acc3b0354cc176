/** How a process ended: an exit status, or the signal that ended it. */
export interface ProcessExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

const SIGNALS: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: 'native code gave up (SIGABRT)',
  SIGBUS: 'native code touched memory that is not there (SIGBUS)',
  SIGFPE: 'native code failed in arithmetic (SIGFPE)',
  SIGHUP: 'its terminal was closed (SIGHUP)',
  SIGILL: 'this processor lacks an instruction that native code uses (SIGILL)',
  SIGINT: 'it was interrupted (SIGINT)',
  SIGKILL: 'it was killed (SIGKILL), as the system does when memory runs out',
  SIGSEGV: 'native code crashed (SIGSEGV)',
  SIGTERM: 'it was asked to end (SIGTERM)',
  SIGTRAP: 'native code gave up (SIGTRAP)',
}

/** Exit statuses with a meaning of their own: Node's documentation, "Exit codes", and Windows' NTSTATUS values. */
const STATUSES: Readonly<Record<number, string>> = {
  13: 'what it waited for never came (exit status 13)',
  0xc0000005: 'native code crashed (access violation, exit status 0xC0000005)',
  0xc0000017: 'memory ran out (exit status 0xC0000017)',
  0xc00000fd: 'the stack overflowed (exit status 0xC00000FD)',
  0xc0000135: 'a library that it needs is missing (exit status 0xC0000135)',
  0xc0000409: 'native code gave up (exit status 0xC0000409)',
}

/** V8's last words (`FATAL ERROR: … JavaScript heap out of memory`), which come with SIGABRT or SIGTRAP. */
const HEAP_EXHAUSTED = /heap out of memory|Reached heap limit|invalid array length Allocation failed/

/** Why a process ended, as the second half of a sentence. `lastLines` are the last ones that it wrote. */
export function describeExit({ code, signal }: ProcessExit, lastLines: readonly string[] = []): string {
  if (lastLines.some((line) => HEAP_EXHAUSTED.test(line))) return 'JavaScript memory ran out (V8 heap limit)'
  if (signal !== null) return SIGNALS[signal] ?? `a signal ended it (${signal})`
  if (code === null) return 'it ended without saying how'
  return STATUSES[code] ?? `exit status ${code}`
}
