import { resourcePath } from '../../base/resources.ts'
import { VERSION } from '../../base/version.ts'
import { storeFacts } from '../../runs/store-facts.ts'
import type { TelemetrySample } from '../../telemetry/sample.ts'
import type { Telemetry } from '../../../shared/contract/system.ts'
import { EventQueue } from '../event-queue.ts'
import { os } from '../implement.ts'

function demoModel(): string | null {
  try {
    return resourcePath('demo/detector.onnx')
  } catch {
    return null
  }
}

function telemetryView({ time, cpu, memory, gpus }: TelemetrySample): Telemetry {
  return {
    time,
    cpuUtilisation: cpu.utilisation,
    memoryUsedBytes: memory.usedBytes,
    memoryTotalBytes: memory.totalBytes,
    gpus: gpus.map((gpu) => ({ ...gpu, throttle: gpu.throttle ?? [] })),
  }
}

export const system = {
  about: os.system.about.handler(({ context: { store, startedAt } }) => ({
    version: VERSION,
    node: process.version,
    platform: process.platform,
    home: store.home,
    demoModel: demoModel(),
    writable: !store.database.readOnly,
    startedAt,
  })),
  doctor: os.system.doctor.handler(({ context: { analysis, store, settings }, signal }) => {
    const { home } = store
    return analysis.ask(
      'system.doctor',
      { home, trtexec: settings.get().trtexec, store: storeFacts(home) },
      signal,
    )
  }),
  telemetry: os.system.telemetry.handler(async function* ({
    context: { sampler, machine, connection },
    signal,
  }) {
    for (const sample of machine.recent()) yield telemetryView(sample)
    // Only the latest matters, so none is ever dropped for want of room.
    const queue = new EventQueue<Telemetry>(1, () => 'sample')
    const end = sampler.subscribe((sample) => queue.push(telemetryView(sample)))
    try {
      queue.push(telemetryView(await sampler.sample()))
      for await (const next of connection.stream(queue.read(signal))) if ('event' in next) yield next.event
    } finally {
      end()
    }
  }),
  settings: os.system.settings.handler(({ context }) => context.settings.get()),
  changeSettings: os.system.changeSettings.handler(async ({ input, context: { settings, supervisor } }) => {
    const changed = await settings.set({ ...settings.get(), ...input })
    supervisor.setSlots({ gpu: changed.gpuSlots, cpu: changed.cpuSlots })
    return changed
  }),
}
