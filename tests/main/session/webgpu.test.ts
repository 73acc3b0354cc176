import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { loadCalibrationTable } from '../../../src/main/calib/table.ts'
import { useTinyWorkspace } from '../../support/tiny-workspace.ts'

/** Chromium packages carry SwiftShader, a Vulkan driver that needs no GPU, and a loader beside it. */
const DRIVERS = [
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/usr/lib/chromium-browser/vk_swiftshader_icd.json',
]
const driver = DRIVERS.find((path) => existsSync(path))
const name =
  driver === undefined
    ? "the WebGPU provider on a software GPU [skipped: no SwiftShader driver; Debian's chromium package has one]"
    : 'the WebGPU provider on a software GPU'

describe.skipIf(driver === undefined)(name, () => {
  const workspace = useTinyWorkspace()

  async function quantbench(device: string, ...argv: string[]): Promise<string> {
    const start = resolve(import.meta.dirname, '../../../src/main/cli/start.ts')
    const all = [start, ...argv, '--home', workspace.home, '--device', device, '--json']
    const env = { ...process.env, VK_DRIVER_FILES: driver, LD_LIBRARY_PATH: dirname(driver ?? '') }
    return (await promisify(execFile)(process.execPath, all, { env })).stdout
  }

  it('finds what the CPU finds', async () => {
    const result = JSON.parse(await quantbench('webgpu', 'eval', workspace.model, '--data', workspace.data))
    expect(result).toMatchObject({ provider: 'webgpu', stats: { AP: 1, AP50: 1 } })
    const detections = JSON.parse(readFileSync(result.detections, 'utf8'))
    const onCpu = JSON.parse(await quantbench('cpu', 'eval', workspace.model, '--data', workspace.data))
    expect(detections).toHaveLength(JSON.parse(readFileSync(onCpu.detections, 'utf8')).length)
  })

  it('taps the same activations in calibration', async () => {
    const ranges = await Promise.all(
      ['webgpu', 'cpu'].map(async (device) => {
        const [out, table] = [
          join(workspace.folder, `${device}.onnx`),
          join(workspace.folder, `${device}.json`),
        ]
        const flags = ['--head-float', 'off', '--out', out, '--save-table', table]
        await quantbench(device, 'ptq', workspace.model, '--calib', workspace.data, ...flags)
        return (await loadCalibrationTable(table)).activations
      }),
    )
    const [onGpu, onCpu] = ranges
    expect(Object.keys(onGpu)).toEqual(Object.keys(onCpu))
    expect(Object.keys(onGpu)).toHaveLength(2)
    for (const [tensor, { methods }] of Object.entries(onGpu)) {
      // float32 on both; the sigmoid may differ in its last digits.
      expect(methods.max).toBeCloseTo(onCpu[tensor].methods.max ?? Number.NaN, 4)
    }
  })
})
