import type { Doctor, Telemetry } from '../../../src/shared/contract/system.ts'

export function fakeDoctor(): Doctor {
  const check = (id: string, title: string, found: string): Doctor['checks'][number] => ({
    id,
    title,
    state: 'ok',
    found,
    wayOut: null,
    details: [],
  })
  return {
    checks: [
      check('runtime', 'ONNX Runtime', '1.30.0 with CPU and WebGPU'),
      check('gpu', 'GPU', 'NVIDIA RTX 4000 Ada, driver 570.86'),
      {
        ...check('trtexec', 'trtexec', 'not found'),
        state: 'missing',
        wayOut: 'Install TensorRT and name trtexec in the settings, or put its folder on the search path.',
      },
      {
        ...check('disk', 'Disk', '11 GB free in /home/user'),
        state: 'warning',
        wayOut: 'Free some space: a night of QAT stores about 4 GB.',
      },
      check('memory', 'Memory', '64 GB, 51 GB free'),
    ],
  }
}

export function fakeTelemetry(second: number): Telemetry {
  const wave = 0.5 + 0.5 * Math.sin(second / 5)
  return {
    time: Date.now(),
    cpuUtilisation: 0.3 + 0.4 * wave,
    memoryUsedBytes: 13e9,
    memoryTotalBytes: 64e9,
    gpus: [
      {
        index: 0,
        name: 'NVIDIA RTX 4000 Ada',
        utilisation: 0.8 + 0.15 * wave,
        memoryUsedBytes: 6.2e9,
        memoryTotalBytes: 20e9,
        temperatureC: 71,
        powerW: 118,
        graphicsClockMHz: 1920,
        memoryClockMHz: 9001,
        throttle: second % 20 > 10 ? ['thermal'] : [],
      },
    ],
  }
}
