import { describe, expect, it } from 'vitest'
import {
  compareVersions,
  formatVersion,
  isAtLeast,
  parseVersion,
  versionOfNumber,
  versionOfText,
} from '../../../src/main/trt/trtexec-version.ts'

describe('TensorRT versions', () => {
  it.each([
    ['8.6.1', '8.6.1'],
    ['10.16', '10.16.0'],
    ['v10.3.0.26', '10.3.0'],
    [' 8.4.1\n', '8.4.1'],
  ])('reads %s', (text, expected) => {
    expect(formatVersion(parseVersion(text))).toBe(expected)
  })

  it.each(['', '8', 'latest', '8.x', '8.6.1-rc'])('refuses "%s"', (text) => {
    expect(() => parseVersion(text)).toThrow(/Expected a TensorRT version/)
  })

  it.each([
    [7203, '7.2.3'],
    [8412, '8.4.12'],
    [8601, '8.6.1'],
    [9300, '9.3.0'],
    [100001, '10.0.1'],
    [101601, '10.16.1'],
    [110100, '11.1.0'],
  ])('takes the number %i apart', (number, expected) => {
    expect(formatVersion(versionOfNumber(number))).toBe(expected)
  })

  it.each([
    ['&&&& RUNNING TensorRT.trtexec [TensorRT v101601] [b11] # trtexec --help', '10.16.1'],
    ['&&&& RUNNING TensorRT.trtexec [TensorRT v8601] # trtexec', '8.6.1'],
    ['TensorRT v8601', '8.6.1'],
    ['[07/07/2026-02:11:40] [I] TensorRT version: 10.16.1', '10.16.1'],
  ])('finds the version in %s', (text, expected) => {
    const version = versionOfText(text)
    expect(version && formatVersion(version)).toBe(expected)
  })

  it('finds none where none is named', () => {
    expect(versionOfText('&&&& RUNNING TensorRT.trtexec # trtexec --onnx=v8601.onnx')).toBeUndefined()
  })

  it('orders by number, not by text', () => {
    const sorted = ['10.0', '8.6.1', '10.12', '8.6', '9.3'].map(parseVersion).sort(compareVersions)
    expect(sorted.map(formatVersion)).toEqual(['8.6.0', '8.6.1', '9.3.0', '10.0.0', '10.12.0'])
    expect(isAtLeast(parseVersion('10.3'), '8.4')).toBe(true)
    expect(isAtLeast(parseVersion('8.4'), '8.4')).toBe(true)
    expect(isAtLeast(parseVersion('8.3.9'), '8.4')).toBe(false)
  })
})
