import type { Command } from 'commander'
import { beginWork, type BegunWork, type ResumableWork } from '../runs/partial-work.ts'
import type { Run } from '../runs/run-record.ts'
import type { Store } from '../runs/store.ts'
import type { Host } from './host.ts'

/** Adds `--resume`. */
export function addResumeFlag(command: Command): Command {
  return command.option('--resume', 'go on with the unfinished run of an earlier start, if there is one')
}

/** Says what became of `--resume`. */
export function noteBegun(host: Host, { run, resumed, remark }: BegunWork): void {
  if (resumed) host.note(`goes on with run ${run.id}`)
  if (remark !== null) host.note(remark)
}

/** Begins work that can be resumed, and says what became of `--resume`. Throws as `beginWork`. */
export async function beginResumable(
  host: Host,
  store: Store,
  work: Omit<ResumableWork, 'argv'>,
  start: () => Promise<Run>,
): Promise<BegunWork> {
  const begun = await beginWork(store, { ...work, argv: host.argv }, start)
  noteBegun(host, begun)
  return begun
}
