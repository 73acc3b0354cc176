import { describe, expect, it } from 'vitest'
import { spellingFault } from '../../../src/main/web/path-spelling.ts'

describe('spellingFault', () => {
  it.each([
    '/data/images/000000000139.jpg',
    '/data/with space/ü/図/第１章．png',
    '/data/cafe\u0301.png',
    '/data/👩‍🔬.png',
    '/data/100%.png',
    '/data/50%20off.png',
    '/data/a..b/...c',
    '/data/.hidden',
    '/data/con.jpg',
  ])('has nothing against %j', (path) => {
    expect(spellingFault(path, 'linux')).toBeUndefined()
  })

  it.each([
    ['', 'nothing'],
    ['data/x', 'no absolute path'],
    ['./x', 'no absolute path'],
    ['~/x', 'no absolute path'],
    ['file:///data/x', 'no absolute path'],
    ['/data/../x', '".."'],
    ['/data/..', '".."'],
    ['/data/./x', '"."'],
    ['/data//x', 'empty part'],
    ['//data/x', 'empty part'],
    ['/data/x/', 'empty part'],
    ['/', 'empty part'],
    ['/data\\..\\x', 'backslash'],
    ['/data/x\0.jpg', 'control'],
    ['/data/x\n', 'control'],
    ['/data/\u007f', 'control'],
    ['/data/%2e%2e/x', 'percent'],
    ['/data/%2E./x', 'percent'],
    ['/data/..%2fx', 'percent'],
    ['/data/..%5Cx', 'percent'],
    ['/data/%252e/x', 'percent'],
    ['/data/%00', 'percent'],
    ['/data/%c0%ae/x', 'percent'],
    ['/data/%u002e/x', 'percent'],
    ['/data/．．/x', 'Unicode'],
    ['/data/.．/x', 'Unicode'],
    ['/data/‥/x', 'Unicode'],
    ['/data/․․/x', 'Unicode'],
    ['/data/﹒﹒/x', 'Unicode'],
    ['/data/..／x', 'Unicode'],
    ['/data/..＼x', 'Unicode'],
    ['/data/..﹨x', 'Unicode'],
    ['/data/\ud800', 'broken'],
    [`/${'a'.repeat(5000)}`, 'more than'],
  ])('refuses %j', (path, why) => {
    expect(spellingFault(path, 'linux')).toContain(why)
  })

  it.each(['C:\\data\\x.jpg', 'c:/data/x.jpg', 'D:\\data\\console.jpg'])('takes %j on Windows', (path) => {
    expect(spellingFault(path, 'win32')).toBeUndefined()
  })

  it.each([
    ['\\\\server\\share\\x', 'no absolute path'],
    ['//server/share/x', 'no absolute path'],
    ['\\\\?\\C:\\x', 'no absolute path'],
    ['\\\\.\\PhysicalDrive0', 'no absolute path'],
    ['C:x', 'no absolute path'],
    ['\\data\\x', 'no absolute path'],
    ['C:\\data\\..\\x', '".."'],
    ['C:\\data/..\\x', '".."'],
    ['C:\\data\\NUL', 'device'],
    ['C:\\data\\con.jpg', 'device'],
    ['C:\\data\\com1 .txt', 'device'],
    ['C:\\data\\LPT¹', 'device'],
    ['C:\\data.\\x', 'dot or space'],
    ['C:\\data \\x', 'dot or space'],
    ['C:\\data\\x.jpg::$DATA', 'characters'],
    ['C:\\data\\x.jpg:stream', 'characters'],
  ])('refuses %j on Windows', (path, why) => {
    expect(spellingFault(path, 'win32')).toContain(why)
  })
})
