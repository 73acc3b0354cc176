import type { Phrases } from './translate.ts'

/** Why a process ended. */
export const PROCESS_ENDS_ZH: Phrases = {
  'native code gave up (SIGABRT)': '原生代码中止（SIGABRT）',
  'native code touched memory that is not there (SIGBUS)': '原生代码访问了不存在的内存（SIGBUS）',
  'native code failed in arithmetic (SIGFPE)': '原生代码算术错误（SIGFPE）',
  'its terminal was closed (SIGHUP)': '其终端已关闭（SIGHUP）',
  'this processor lacks an instruction that native code uses (SIGILL)':
    '处理器不支持原生代码所用的指令（SIGILL）',
  'it was interrupted (SIGINT)': '被中断（SIGINT）',
  'it was killed (SIGKILL), as the system does when memory runs out':
    '被强制结束（SIGKILL），内存耗尽时系统会这样做',
  'native code crashed (SIGSEGV)': '原生代码崩溃（SIGSEGV）',
  'it was asked to end (SIGTERM)': '被要求结束（SIGTERM）',
  'native code gave up (SIGTRAP)': '原生代码中止（SIGTRAP）',
  'what it waited for never came (exit status 13)': '等待的结果始终没有出现（退出码 13）',
  'native code crashed (access violation, exit status 0xC0000005)':
    '原生代码崩溃（访问冲突，退出码 0xC0000005）',
  'memory ran out (exit status 0xC0000017)': '内存耗尽（退出码 0xC0000017）',
  'the stack overflowed (exit status 0xC00000FD)': '栈溢出（退出码 0xC00000FD）',
  'a library that it needs is missing (exit status 0xC0000135)': '缺少所需的库（退出码 0xC0000135）',
  'native code gave up (exit status 0xC0000409)': '原生代码中止（退出码 0xC0000409）',
  'JavaScript memory ran out (V8 heap limit)': 'JavaScript 内存耗尽（V8 堆上限）',
  'a signal ended it ({signal})': '被信号 {signal} 结束',
  'it ended without saying how': '结束原因不明',
  'exit status {code}': '退出码 {code}',
}
