import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openInside } from '../../../src/main/web/safe-open.ts'
import { SafeRoots } from '../../../src/main/web/safe-roots.ts'
import { CLIMBS, WAYS_OUT } from './traversal-spellings.ts'

let folder: string
let data: string
let secret: string
let roots: SafeRoots

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'quantbench-roots-')))
  data = join(folder, 'data')
  secret = join(folder, 'secret.txt')
  mkdirSync(join(data, 'images'), { recursive: true })
  writeFileSync(join(data, 'images', '1.jpg'), 'picture')
  writeFileSync(secret, 'secret')
  roots = new SafeRoots()
  await roots.open(data)
})
afterEach(() => rmSync(folder, { recursive: true }))

const REFUSED = { code: 'PATH_REFUSED', message: expect.stringMatching(/below an opened folder/) }

async function read(path: string): Promise<string> {
  const { handle, size } = await roots.openFile(path)
  try {
    const text = await handle.readFile('utf8')
    expect(size).toBe(Buffer.byteLength(text))
    return text
  } finally {
    await handle.close()
  }
}

describe('SafeRoots.open', () => {
  it('opens folders by any spelling of the user’s and lists them by their real path', async () => {
    symlinkSync(data, join(folder, 'link'))
    expect(await roots.open(`${folder}/link/`)).toBe(data)
    expect(await roots.open(join(data, '..', 'data'))).toBe(data)
    expect(roots.list()).toEqual([data])
    expect(await read(join(folder, 'link', 'images', '1.jpg'))).toBe('picture')
  })

  it('refuses what is no folder, and folders that lead everywhere', async () => {
    await expect(roots.open(join(folder, 'nothing'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    symlinkSync('/', join(folder, 'everything'))
    for (const path of [
      secret,
      '/',
      '/proc',
      '/proc/self',
      '/dev',
      '/sys',
      join(folder, 'everything'),
      `${data}\0`,
    ]) {
      await expect(roots.open(path), path).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
    }
    expect(roots.list()).toEqual([data])
  })

  it('takes a folder back', async () => {
    roots.close(data)
    await expect(roots.resolve(join(data, 'images', '1.jpg'))).rejects.toMatchObject(REFUSED)
  })
})

describe('SafeRoots.resolve', () => {
  it('finds what is inside, and says what is missing inside', async () => {
    expect(await roots.resolve(join(data, 'images', '1.jpg'))).toBe(join(data, 'images', '1.jpg'))
    expect(await roots.resolve(data)).toBe(data)
    await expect(roots.resolve(join(data, 'no', 'such.jpg'))).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    })
    await expect(roots.resolve(join(data, 'images', '1.jpg', 'x'))).rejects.not.toMatchObject(REFUSED)
  })

  it('tells nothing of what is outside: there or not, the answer is the same', async () => {
    for (const path of [secret, join(folder, 'nothing'), folder, '/etc/passwd', `${data}-2/x`, `${data}x`]) {
      await expect(roots.resolve(path), path).rejects.toMatchObject({ ...REFUSED, cause: undefined })
    }
  })

  it('refuses a neighbour whose name begins like the root’s', async () => {
    mkdirSync(`${data}-2`)
    writeFileSync(`${data}-2/x`, 'x')
    await expect(roots.resolve(`${data}-2/x`)).rejects.toMatchObject(REFUSED)
    symlinkSync(`${data}-2`, join(data, 'neighbour'))
    await expect(roots.resolve(join(data, 'neighbour', 'x'))).rejects.toMatchObject(REFUSED)
  })

  it('refuses a way in from outside, and spellings that nobody needs even when they stay inside', async () => {
    symlinkSync(data, join(folder, 'shortcut'))
    writeFileSync(join(data, 'a%2fb'), 'x')
    writeFileSync(join(data, 'a\\b'), 'x')
    writeFileSync(join(data, 'a／b'), 'x')
    for (const way of [
      join(folder, 'shortcut', 'images', '1.jpg'),
      `${data}/images/../images/1.jpg`,
      `${data}/./images/1.jpg`,
      `${data}//images/1.jpg`,
      `${data}/images/`,
      `${folder}/data/../data/images/1.jpg`,
      `${data}/a%2fb`,
      `${data}/a\\b`,
      `${data}/a／b`,
    ]) {
      await expect(roots.resolve(way), way).rejects.toMatchObject(REFUSED)
    }
  })

  it(`refuses ${CLIMBS.length + WAYS_OUT.length} spellings of a way out, decoded or not`, async () => {
    const decoded = (text: string) => {
      try {
        return decodeURIComponent(text)
      } catch {
        return text
      }
    }
    const ways = [
      ...CLIMBS.map((climb) => `${data}/${climb}`),
      ...WAYS_OUT,
      ...WAYS_OUT.map((way) => `${data}/${way}`),
    ]
    for (const way of ways.flatMap((path) => [path, decoded(path)])) {
      await expect(read(way), way).rejects.toMatchObject({
        code: expect.stringMatching(/^(PATH_REFUSED|FILE_UNREADABLE|FILE_NOT_FOUND)$/),
      })
    }
  })

  it('follows links that stay inside and refuses links that lead out, whatever they lead to', async () => {
    symlinkSync('1.jpg', join(data, 'images', 'inside.jpg'))
    expect(await read(join(data, 'images', 'inside.jpg'))).toBe('picture')
    symlinkSync(secret, join(data, 'file'))
    symlinkSync(folder, join(data, 'up'))
    symlinkSync('../../..', join(data, 'images', 'relative'))
    symlinkSync('/proc/self/root', join(data, 'root'))
    symlinkSync('/proc/self/cwd', join(data, 'cwd'))
    symlinkSync('/dev/stdin', join(data, 'stdin'))
    symlinkSync(join(folder, 'nothing'), join(data, 'dangling'))
    symlinkSync('loop', join(data, 'loop'))
    for (const way of [
      'file',
      'up',
      'up/secret.txt',
      'up/nothing',
      'up/data/../secret.txt',
      'images/relative/secret.txt',
      'root/etc/passwd',
      'cwd/package.json',
      'stdin',
      'dangling',
      'dangling/x',
      'loop',
      'loop/x',
    ]) {
      await expect(roots.resolve(join(data, way)), way).rejects.toMatchObject(REFUSED)
      await expect(read(join(data, way)), way).rejects.toMatchObject(REFUSED)
    }
    expect(await read(`${data}/up/data/images/1.jpg`)).toBe('picture')
  })

  it('goes by where a root was when it was opened', async () => {
    renameSync(data, join(folder, 'moved'))
    mkdirSync(join(folder, 'other', 'images'), { recursive: true })
    writeFileSync(join(folder, 'other', 'images', '1.jpg'), 'other')
    symlinkSync(join(folder, 'other'), data)
    await expect(read(join(data, 'images', '1.jpg'))).rejects.toMatchObject(REFUSED)
  })

  it.skipIf(process.platform !== 'linux')(
    'tells upper and lower case apart where the disk does',
    async () => {
      mkdirSync(join(folder, 'DATA'))
      writeFileSync(join(folder, 'DATA', 'x'), 'x')
      await expect(read(join(folder, 'DATA', 'x'))).rejects.toMatchObject(REFUSED)
    },
  )
})

describe('SafeRoots.openFile', () => {
  it('opens regular files only', async () => {
    execFileSync('mkfifo', [join(data, 'pipe')])
    await expect(read(join(data, 'pipe'))).rejects.toMatchObject(REFUSED)
    await expect(read(join(data, 'images'))).rejects.toMatchObject(REFUSED)
    linkSync(secret, join(data, 'hard'))
    expect(await read(join(data, 'hard'))).toBe('secret')
  })

  it.skipIf(process.getuid?.() === 0)(
    'says that a file inside may not be read (needs a user other than root, who may read anything)',
    async () => {
      chmodSync(join(data, 'images', '1.jpg'), 0)
      await expect(read(join(data, 'images', '1.jpg'))).rejects.toMatchObject({
        code: 'FILE_UNREADABLE',
        wayOut: expect.stringContaining('permissions'),
      })
    },
  )

  it('notices a folder that was swapped for a link between check and opening', async () => {
    const checked = await roots.resolve(join(data, 'images', '1.jpg'))
    mkdirSync(join(folder, 'outside'))
    writeFileSync(join(folder, 'outside', '1.jpg'), 'secret')
    const isInside = (place: string) => place.startsWith(`${data}/`)
    const handle = await openInside(checked, isInside)
    await handle?.close()
    expect(handle).toBeDefined()

    renameSync(join(data, 'images'), join(folder, 'images'))
    symlinkSync(join(folder, 'outside'), join(data, 'images'))
    expect(await openInside(checked, isInside)).toBeUndefined()
  })

  it('does not open a file that was swapped for a link', async () => {
    const checked = await roots.resolve(join(data, 'images', '1.jpg'))
    rmSync(checked)
    symlinkSync(secret, checked)
    await expect(openInside(checked, () => true)).rejects.toMatchObject({ code: 'ELOOP' })
  })

  it('never gives out the secret while a folder and a link change places', async () => {
    const inside = join(data, 'images')
    const kept = join(folder, 'kept')
    mkdirSync(join(folder, 'outside'))
    writeFileSync(join(folder, 'outside', '1.jpg'), 'secret')
    symlinkSync(join(folder, 'outside'), join(folder, 'trap'))
    const outcomes = { picture: 0, refused: 0 }
    for (let round = 0; round < 200; round++) {
      const reading = read(join(inside, '1.jpg')).then(
        (text) => {
          expect(text).toBe('picture')
          outcomes.picture++
        },
        () => void outcomes.refused++,
      )
      // A different number of turns each round, so that the swap falls between different steps.
      for (let turn = 0; turn < round % 20; turn++) await new Promise((resolve) => setImmediate(resolve))
      renameSync(inside, kept)
      renameSync(join(folder, 'trap'), inside)
      await reading
      renameSync(inside, join(folder, 'trap'))
      renameSync(kept, inside)
    }
    expect(outcomes.picture + outcomes.refused).toBe(200)
    expect(outcomes.refused).toBeGreaterThan(0)
  })
})
