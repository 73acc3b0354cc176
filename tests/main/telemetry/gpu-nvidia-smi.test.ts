import { describe, expect, it } from 'vitest'
import { nvidiaSmiPlaces, openNvidiaSmi } from '../../../src/main/telemetry/gpu-nvidia-smi.ts'
import { pathWith, temporaryFolder, writeScript } from './temporary-folder.ts'

const windows = process.platform === 'win32'
const note = windows ? ' [skipped: the stand-in for nvidia-smi is a shell script]' : ''

/** Lines as the program prints them with csv,noheader,nounits: driver 535, a workstation card and one under MIG. */
const LINES = [
  '0, NVIDIA RTX A6000, GPU-4cf8db2d-06c0-7d70-1a51-e59b25b2c16c, 535.183.01, 1800, 1800, 7600, 2100, 2100, 8001, 71, 98, 45, 11045, 49140, 298.71, 300.00, 0x0000000000000004',
  '1, NVIDIA A100-SXM4-40GB, GPU-5c89852c-d268-c3f3-1b07-005d5ae1dc3f, 535.183.01, 1410, 1410, 1215, 1410, 1410, 1215, 33, [N/A], [N/A], 45, 40960, [Not Supported], [Unknown Error], 0x0000000000000001',
]
const BANNER = '| NVIDIA-SMI 535.183.01             Driver Version: 535.183.01   CUDA Version: 12.2     |'

interface Fake {
  lines?: readonly string[]
  /** Fields that this version does not know. */
  unknown?: readonly string[]
  processes?: readonly string[]
}

/** A program that answers like nvidia-smi; it prints exactly as many columns as were asked for, the last ones left out. */
function fakeSmi({ lines = LINES, unknown = [], processes = [] }: Fake = {}): Record<
  string,
  string | undefined
> {
  const folder = temporaryFolder()
  writeScript(
    folder,
    'nvidia-smi',
    'case "$1" in',
    ...unknown.map(
      (field) => `*${field}*) echo 'Field "${field}" is not a valid field to query.'; echo; exit 2;;`,
    ),
    '--query-gpu=*) n=$(echo "$1" | tr "," "\\n" | wc -l);',
    ...lines.map((line) => `echo '${line}' | cut -d, -f1-$n;`),
    ';;',
    `--query-compute-apps=*) ${processes.map((line) => `echo '${line}';`).join(' ')} exit 0;;`,
    `*) echo '${BANNER}';;`,
    'esac',
  )
  return pathWith(folder)
}

describe.skipIf(windows)(`openNvidiaSmi${note}`, () => {
  const commands = ['nvidia-smi']

  it('reads every figure, and null where the program has none', async () => {
    const processes = [
      'GPU-4cf8db2d-06c0-7d70-1a51-e59b25b2c16c, 4242',
      'GPU-4cf8db2d-06c0-7d70-1a51-e59b25b2c16c, 4243',
      'GPU-5c89852c-d268-c3f3-1b07-005d5ae1dc3f, [N/A]',
    ]
    const source = await openNvidiaSmi({ commands, env: fakeSmi({ processes }) })
    expect(source?.via).toBe('nvidia-smi')
    expect(source?.gpus).toMatchObject([
      {
        index: 0,
        name: 'NVIDIA RTX A6000',
        uuid: 'GPU-4cf8db2d-06c0-7d70-1a51-e59b25b2c16c',
        driverVersion: '535.183.01',
        cudaVersion: '12.2',
        memoryTotalBytes: 49140 * 2 ** 20,
        maxGraphicsClockMHz: 2100,
        maxSmClockMHz: 2100,
        maxMemoryClockMHz: 8001,
      },
      { index: 1, name: 'NVIDIA A100-SXM4-40GB' },
    ])
    expect(await source?.sample()).toEqual([
      {
        index: 0,
        name: 'NVIDIA RTX A6000',
        graphicsClockMHz: 1800,
        smClockMHz: 1800,
        memoryClockMHz: 7600,
        temperatureC: 71,
        utilisation: 0.98,
        memoryUtilisation: 0.45,
        memoryUsedBytes: 11045 * 2 ** 20,
        memoryTotalBytes: 49140 * 2 ** 20,
        powerW: 298.71,
        powerLimitW: 300,
        throttle: ['sw_power_cap'],
        pids: [4242, 4243],
      },
      expect.objectContaining({
        utilisation: null,
        memoryUtilisation: null,
        powerW: null,
        powerLimitW: null,
        throttle: ['gpu_idle'],
        pids: [],
      }),
    ])
  })

  it('asks older versions by the older name', async () => {
    const source = await openNvidiaSmi({
      commands,
      env: fakeSmi({ unknown: ['clocks_event_reasons.active'] }),
    })
    expect(await source?.sample()).toMatchObject([{ throttle: ['sw_power_cap'] }, { throttle: ['gpu_idle'] }])
  })

  it('goes on without what a version does not know at all', async () => {
    const unknown = ['clocks_event_reasons.active', 'clocks_throttle_reasons.active']
    const source = await openNvidiaSmi({ commands, env: fakeSmi({ unknown }) })
    expect(await source?.sample()).toMatchObject([{ powerLimitW: 300, throttle: null }, { throttle: null }])
  })

  it('takes nothing from a program that fails, prints something else or never ends', async () => {
    const cases = [
      ['echo "NVIDIA-SMI has failed because it couldn\'t communicate with the NVIDIA driver."', 'exit 9'],
      ['echo No devices were found', 'exit 0'],
      ['echo \'Field "made.up" is not a valid field to query.\'', 'exit 2'],
      ['sleep 60'],
    ]
    for (const lines of cases) {
      const folder = temporaryFolder()
      writeScript(folder, 'nvidia-smi', ...lines)
      expect(await openNvidiaSmi({ commands, env: pathWith(folder), timeoutMs: 200 })).toBeNull()
    }
  })

  it('tells of no GPU when the program breaks later', async () => {
    const env = fakeSmi()
    const source = await openNvidiaSmi({ commands, env })
    const [folder] = env['PATH']?.split(':') ?? []
    writeScript(folder, 'nvidia-smi', 'exit 1')
    expect(await source?.sample()).toEqual([])
  })
})

describe('openNvidiaSmi without the program', () => {
  it('says null', async () => {
    expect(await openNvidiaSmi({ commands: ['/nowhere/nvidia-smi'] })).toBeNull()
    expect(await openNvidiaSmi({ commands: [] })).toBeNull()
  })

  it('knows where the driver of each system puts it', () => {
    expect(nvidiaSmiPlaces('linux', {})[0]).toBe('nvidia-smi')
    expect(nvidiaSmiPlaces('win32', {})[0]).toContain('nvidia-smi.exe')
    expect(nvidiaSmiPlaces('darwin', {})).toEqual([])
  })
})
