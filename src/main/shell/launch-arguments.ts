import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { RUN_BUNDLE_EXTENSION } from '../../shared/host-bridge.ts'
import { LINK_SCHEME, routeOfLink } from './deep-link.ts'

/** What a start of the program, or the system, asks to be shown. */
export interface OpenRequest {
  routes: string[]
  paths: string[]
}

const OPENED_FILES = new RegExp(`\\.(onnx|${RUN_BUNDLE_EXTENSION})$`, 'i')

/** Whether it is something that the interface opens: a folder, a model or a run bundle that is there. */
export function isOpenable(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  return found?.isDirectory() === true || (found?.isFile() === true && OPENED_FILES.test(path))
}

/**
 * Reads a command line as the system gives it. Chromium adds switches of its own and moves them to the front, so only
 * what is no switch counts; `hasAppPath` says that the first of these is the program's own folder, as in a checkout.
 */
export function readLaunchArguments(
  argv: readonly string[],
  folder: string,
  hasAppPath: boolean,
): OpenRequest {
  const words = argv.slice(1).filter((word) => word !== '' && !word.startsWith('-'))
  const request: OpenRequest = { routes: [], paths: [] }
  for (const word of words.slice(hasAppPath ? 1 : 0)) {
    if (word.toLowerCase().startsWith(`${LINK_SCHEME}:`)) {
      const route = routeOfLink(word)
      if (route !== undefined) request.routes.push(route)
    } else {
      const path = resolve(folder, word)
      if (isOpenable(path)) request.paths.push(path)
    }
  }
  return request
}
