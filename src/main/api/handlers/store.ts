import { os } from '../implement.ts'

// SQLite blocks the thread that it works on for as long as a check or a copy takes: not the engine's.
export const store = {
  check: os.store.check.handler(({ context, signal }) =>
    context.analysis.ask('store.check', { home: context.store.home }, signal),
  ),
  backup: os.store.backup.handler(({ context, signal }) =>
    context.analysis.ask('store.backup', { home: context.store.home }, signal),
  ),
  compact: os.store.compact.handler(({ context, signal }) =>
    context.analysis.ask('store.compact', { home: context.store.home }, signal),
  ),
}
