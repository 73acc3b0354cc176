import { normaliseRunId } from '../runs/run-id.ts'

/** Scheme of the links that the system hands to this program. */
export const LINK_SCHEME = 'quantbench'

/**
 * Route of the interface that a link opens: `quantbench://run/<id>` shows that run. Any other text is undefined, since
 * whatever page or mail a user looks at can contain a link: it may open a view and start nothing.
 */
export function routeOfLink(link: string): string | undefined {
  const id = /^quantbench:\/\/run\/([0-9a-z]{9}-[0-9a-z]{4})\/?$/i.exec(link)?.[1]
  return id === undefined ? undefined : `/runs/${normaliseRunId(id)}`
}
