import { UPLOAD_PIECE_BYTES } from '../../shared/contract/system.ts'
import { client } from './client.ts'

/** Bytes of a piece as base64. */
async function base64Of(piece: Blob): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const reader = new FileReader()
  reader.onload = () => resolve(String(reader.result))
  reader.onerror = () => reject(reader.error ?? new Error('The file cannot be read'))
  reader.readAsDataURL(piece)
  const address = await promise
  return address.slice(address.indexOf(',') + 1)
}

/**
 * Hands files over to the engine, which keeps them in its home folder. @param onProgress hears of the share that has
 * arrived, 0 to 1. @returns their paths on the engine's machine. Throws what the engine or reading them throws.
 */
export async function uploadFiles(
  files: readonly File[],
  onProgress: (share: number) => void = () => undefined,
): Promise<string[]> {
  const total = files.reduce((sum, { size }) => sum + size, 0)
  const announced = files.map(({ name, size }) => ({ name, size }))
  const { upload } = await client.files.beginUpload({ files: announced })
  let done = 0
  try {
    for (const [file, content] of files.entries()) {
      for (let offset = 0; offset < content.size; offset += UPLOAD_PIECE_BYTES) {
        const piece = content.slice(offset, offset + UPLOAD_PIECE_BYTES)
        await client.files.appendUpload({ upload, file, offset, data: await base64Of(piece) })
        done += piece.size
        onProgress(done / total)
      }
    }
    return (await client.files.finishUpload({ upload })).paths
  } catch (error) {
    // What went wrong before is what matters.
    await client.files.dropUpload({ upload }).catch(() => undefined)
    throw error
  }
}
