import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startProcess, type ProcessOptions } from '../../../src/main/base/child-process.ts'
import { membersOf } from '../../../src/main/base/process-tree.ts'

function node(script: string, options: ProcessOptions = {}) {
  return startProcess(process.execPath, ['-e', script], options)
}

describe('startProcess', () => {
  it('hears lines of both kinds, and how it ended', async () => {
    const lines: string[] = []
    const script = "console.log('a\\nb'); console.error('c'); process.exitCode = 5"
    const child = await node(script, { onLine: (line, from) => lines.push(`${from} ${line}`) })
    expect(await child.exited).toEqual({ code: 5, signal: null })
    expect(lines.sort()).toEqual(['stderr c', 'stdout a', 'stdout b'])
  })

  it('appends output to a file, and exchanges messages', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'quantbench-process-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const outputFile = join(folder, 'log')
    const heard: unknown[] = []
    const script =
      "console.log('out'); process.once('message', (m) => process.send({ back: m }, () => process.disconnect()))"
    const child = await node(script, { outputFile, onMessage: (message) => heard.push(message) })
    child.send({ n: 1 })
    expect(await child.exited).toEqual({ code: 0, signal: null })
    expect(heard).toEqual([{ back: { n: 1 } }])
    expect(readFileSync(outputFile, 'utf8')).toBe('out\n')
    child.send({ n: 2 })
  })

  it('ends with a process though what that started still holds the output', async () => {
    const script =
      "console.log(require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit', detached: true }).pid); process.exit(0)"
    const lines: string[] = []
    const child = await node(script, { onLine: (line) => lines.push(line), mark: 'QB_TEST=drain' })
    expect(await child.exited).toEqual({ code: 0, signal: null })
    expect(membersOf({ root: null, mark: 'QB_TEST=drain' })).toEqual([Number(lines[0])])
    await child.end(0)
    expect(membersOf({ root: null, mark: 'QB_TEST=drain' })).toEqual([])
  })

  it('says what is missing', async () => {
    await expect(startProcess('/nowhere/trtexec', [])).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    await expect(startProcess(process.execPath, [], { outputFile: '/nowhere/log' })).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
    })
    await expect(startProcess('/etc', [])).rejects.toMatchObject({ code: 'PROCESS_FAILED' })
  })
})

describe('end', () => {
  it('lets a process that minds end by itself', async () => {
    const lines: string[] = []
    const script =
      "process.on('SIGTERM', () => process.exit(9)); setInterval(() => {}, 1000); console.log('ready')"
    const child = await new Promise<Awaited<ReturnType<typeof node>>>((resolve) => {
      const started = node(script, { onLine: (line) => (lines.push(line), void started.then(resolve)) })
    })
    await child.end()
    expect(await child.exited).toEqual({ code: 9, signal: null })
  })
})
