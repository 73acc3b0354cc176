import { FILES_PATH } from '../../../shared/contract/contract.ts'

/** Where an image is had from: the engine, which serves files below opened folders. */
export function imageSource(path: string): string {
  return `${FILES_PATH}?path=${encodeURIComponent(path)}`
}

/** Reads an image ahead, so that turning to it shows it at once. */
export function preloadImage(path: string): void {
  const image = new Image()
  image.decoding = 'async'
  image.src = imageSource(path)
}
