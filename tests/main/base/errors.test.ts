import { describe, expect, it } from 'vitest'
import { fileError, messageOf, QuantbenchError, systemCodeOf } from '../../../src/main/base/errors.ts'

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: something`), { code })
}

describe('QuantbenchError', () => {
  it('prints one line with the code and the way out', () => {
    const error = new QuantbenchError('MODEL_NOT_ONNX', 'a.pt is\n a ZIP archive', {
      wayOut: 'Export it first.',
    })
    expect(error.toLine()).toBe('MODEL_NOT_ONNX: a.pt is a ZIP archive. Export it first.')
  })

  it('does not double the full stop', () => {
    expect(new QuantbenchError('INTERNAL', 'It broke.').toLine()).toBe('INTERNAL: It broke.')
  })

  it('keeps its cause and knows its exit status', () => {
    const cause = new Error('inner')
    expect(new QuantbenchError('INTERNAL', 'outer', { cause }).cause).toBe(cause)
    expect(new QuantbenchError('INTERNAL', 'x').exitStatus).toBe(1)
    expect(new QuantbenchError('USAGE', 'x').exitStatus).toBe(2)
  })
})

describe('fileError', () => {
  it.each([
    ['ENOSPC', 'write', 'DISK_FULL'],
    ['EDQUOT', 'write', 'DISK_FULL'],
    ['ENOENT', 'read', 'FILE_NOT_FOUND'],
    ['EISDIR', 'read', 'FILE_UNREADABLE'],
    ['EACCES', 'read', 'FILE_UNREADABLE'],
    ['EROFS', 'write', 'FILE_UNWRITABLE'],
    ['EIO', 'write', 'FILE_UNWRITABLE'],
  ] as const)('%s on %s is %s', (system, doing, code) => {
    const error = fileError(systemError(system), '/a/b', doing)
    expect(error.code).toBe(code)
    expect(error.message).toContain('/a/b')
    expect(error.wayOut).toBeDefined()
  })

  it('passes our own errors through', () => {
    const own = new QuantbenchError('CANCELLED', 'stop')
    expect(fileError(own, '/a', 'read')).toBe(own)
  })
})

describe('messageOf and systemCodeOf', () => {
  it('read anything thrown', () => {
    expect(messageOf('text')).toBe('text')
    expect(messageOf(new Error('m'))).toBe('m')
    expect(systemCodeOf(systemError('EPIPE'))).toBe('EPIPE')
    expect(systemCodeOf(42)).toBeUndefined()
  })
})
