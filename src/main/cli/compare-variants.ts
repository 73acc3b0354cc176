import { basename } from 'node:path'
import { recordMainJob } from '../runs/main-job-record.ts'
import type { BegunWork } from '../runs/partial-work.ts'
import type { MainJobSpec } from '../stages/main-job-spec.ts'
import type { Host } from './host.ts'
import { describeMainJob, rowsOf } from './main-job-text.ts'
import { noteBegun } from './resumable.ts'
import { withRecorder } from './with-store.ts'

/** Does the main job, stores it, and hands out the comparison. */
export async function compareVariants(host: Host, spec: MainJobSpec): Promise<void> {
  await withRecorder(host, async (recorder) => {
    const title = `Compare ${spec.variants.map(({ label }) => label).join(', ')} of ${basename(spec.file.path)}`
    const begin = { argv: host.argv, onBegun: (begun: BegunWork) => noteBegun(host, begun) }
    const { head, runs, result } = await host.task(title, (context) =>
      recordMainJob(recorder, spec, begin, context),
    )
    const rows = rowsOf(result, runs)
    const { benchmark } = result
    const where = benchmark && {
      backend: benchmark.backend,
      provider: benchmark.provider,
      notes: benchmark.notes,
    }
    host.result({ run: head.id, rows, benchmark: where }, () => describeMainJob(rows, result))
  })
}
