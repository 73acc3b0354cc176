// Draws build/icon.png, from which electron-builder makes the icons of all systems, out of the interface's own icon:
// node scripts/draw-icon.ts
import { resolve } from 'node:path'
import sharp from 'sharp'

const SIZE = 1024
/** Around the sign, as icons of desktop programs have it. */
const MARGIN = 64

const root = resolve(import.meta.dirname, '..')
const sign = SIZE - 2 * MARGIN
await sharp(resolve(root, 'src/renderer/icon.svg'), { density: (72 * sign) / 16 })
  .resize(sign, sign)
  .extend({
    top: MARGIN,
    bottom: MARGIN,
    left: MARGIN,
    right: MARGIN,
    background: { r: 0, g: 0, b: 0, alpha: 0 },
  })
  .png({ compressionLevel: 9, palette: true })
  .toFile(resolve(root, 'build/icon.png'))
