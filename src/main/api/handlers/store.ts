import { backupStore, newBackupFolder } from '../../runs/backup.ts'
import { checkStore } from '../../runs/check.ts'
import { compactStore } from '../../runs/compaction.ts'
import { isDamage } from '../../runs/store-findings.ts'
import { os } from '../implement.ts'

export const store = {
  check: os.store.check.handler(async ({ context, signal }) => {
    const { problems, runs, artifacts } = await checkStore(context.store, { signal })
    return {
      ok: problems.length === 0,
      findings: problems.map((problem) => ({
        level: isDamage(problem) ? 'error' : 'warning',
        message: problem.message,
        wayOut: problem.wayOut,
      })),
      runs,
      artifacts,
    }
  }),
  backup: os.store.backup.handler(({ context, signal }) =>
    backupStore(context.store, newBackupFolder(context.store.home), { signal }),
  ),
  compact: os.store.compact.handler(async ({ context, signal }) => {
    const freed = await compactStore(context.store, { signal })
    return { freedBytes: freed.strayFiles + freed.leftovers + freed.database }
  }),
}
