import { backupStore, newBackupFolder } from '../../../runs/backup.ts'
import { checkHome } from '../../../runs/check.ts'
import { compactHome } from '../../../runs/compaction.ts'
import { isDamage } from '../../../runs/store-findings.ts'
import { openStore } from '../../../runs/store.ts'
import type { StoreBackup, StoreCheck, StoreCompaction } from '../../../../shared/contract/store.ts'
import type { AnalysisInput } from '../analysis-calls.ts'

export async function storeCheck(
  { home }: AnalysisInput<'store.check'>,
  signal: AbortSignal,
): Promise<StoreCheck> {
  const { problems, runs, artifacts } = await checkHome(home, { signal })
  const findings = problems.map((problem) => {
    const { message, wayOut } = problem
    return { level: isDamage(problem) ? ('error' as const) : ('warning' as const), message, wayOut }
  })
  return { ok: problems.length === 0, findings, runs, artifacts }
}

export async function storeBackup(
  { home }: AnalysisInput<'store.backup'>,
  signal: AbortSignal,
): Promise<StoreBackup> {
  using store = openStore(home)
  return await backupStore(store, newBackupFolder(home), { signal })
}

export async function storeCompaction(
  { home }: AnalysisInput<'store.compact'>,
  signal: AbortSignal,
): Promise<StoreCompaction> {
  const { strayFiles, leftovers, uploads, database, uploadsRemoved } = await compactHome(home, { signal })
  return { freedBytes: Math.max(0, strayFiles + leftovers + uploads + database), uploadsRemoved }
}
