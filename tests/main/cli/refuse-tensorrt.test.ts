import { describe, expect, it } from 'vitest'
import { complaints, runCommand } from '../../support/command-line.ts'

const data = ['--data', 'nowhere', '--calib', 'nowhere']

describe('--device tensorrt', () => {
  it.each([
    ['run', ['run', 'missing.onnx', ...data]],
    ['demo', ['demo']],
    ['qat', ['qat', 'missing.onnx', '--parent', 'p.onnx', '--train', 'x', '--data', 'x', '--out', 'o.onnx']],
    ['bench --backend ort', ['bench', 'missing.onnx']],
    ['sensitivity', ['sensitivity', 'missing.onnx', ...data]],
    ['search', ['search', 'missing.onnx', ...data, '--max-drop', '0.01']],
    ['ptq', ['ptq', 'missing.onnx', '--calib', 'x', '--adaround', '--out', 'o.onnx']],
  ])('is refused by %s before anything is read, with the way to an engine', async (verb, argv) => {
    const outcome = await runCommand(...argv, '--device', 'tensorrt')
    expect(outcome.status).toBe(2)
    const [line] = complaints(outcome)
    expect(line).toMatch(/^USAGE: Expected another --device for .*, got tensorrt/)
    expect(line).toContain(verb)
    expect(line).toContain('quantbench eval --device tensorrt')
    expect(line).toContain('quantbench bench --backend trtexec')
  })

  it('is none of the business of ranges, which the float model gives', async () => {
    const outcome = await runCommand(
      'ptq',
      'missing.onnx',
      '--calib',
      'x',
      '--out',
      'o.onnx',
      '--device',
      'tensorrt',
    )
    expect(complaints(outcome)[0]).toMatch(/^FILE_NOT_FOUND/)
  })
})
