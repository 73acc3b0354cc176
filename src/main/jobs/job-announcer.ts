import type { Store } from '../runs/store.ts'
import type { JobEvent, JobListener } from './job-event.ts'

/** Tells listeners what happens to the jobs of a store. */
export class JobAnnouncer {
  private readonly store: Store
  private readonly listeners = new Set<JobListener>()

  constructor(store: Store) {
    this.store = store
  }

  /** @returns a function that ends the subscription. */
  subscribe(listener: JobListener): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** What a listener does wrong is not the jobs' matter. */
  publish(event: JobEvent): void {
    for (const listener of this.listeners) {
      try {
        listener(event)
      } catch {
        // Heard by the listener's own host, if at all.
      }
    }
  }

  /** Tells how jobs are now, and that the queue is not what it was. */
  announce(ids: readonly string[]): void {
    for (const id of ids) {
      try {
        this.publish({ type: 'changed', job: this.store.jobs.summary(id) })
      } catch (error) {
        this.publish({ type: 'trouble', error })
      }
    }
    this.publish({ type: 'queue' })
  }

  close(): void {
    this.listeners.clear()
  }
}
