import { closeSync, fstatSync, ftruncateSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { fileError } from '../base/errors.ts'
import { makeFolder } from '../base/folders.ts'
import { parseLogLine } from './log-line.ts'

/** Where an attempt's files are, below the home folder. */
export interface JobFiles {
  folder: string
  /** What its process and everything below it wrote to stdout and stderr. */
  log: string
  heartbeat: string
}

function folderOf(home: string, job: string): string {
  return join(home, 'jobs', job)
}

export function jobFiles(home: string, job: string, attempt: number): JobFiles {
  const folder = folderOf(home, job)
  return { folder, log: join(folder, `${attempt}.log`), heartbeat: join(folder, `${attempt}.heartbeat`) }
}

/** Makes the folder of a job's files. Throws FILE_UNWRITABLE or DISK_FULL. */
export function prepareJobFiles({ folder }: JobFiles): void {
  try {
    makeFolder(folder)
  } catch (error) {
    throw fileError(error, folder, 'write')
  }
}

export function removeJobFiles(home: string, job: string): void {
  rmSync(folderOf(home, job), { recursive: true, force: true })
}

function readTail(file: number, bytes: number): string {
  const { size } = fstatSync(file)
  const tail = Buffer.alloc(Math.min(bytes, size))
  const read = readSync(file, tail, 0, tail.length, size - tail.length)
  return tail.toString('utf8', 0, read)
}

/** Texts of the last lines of a log that are not empty; none where there is no log. */
export function lastLines(log: string, count = 20): string[] {
  let file: number
  try {
    file = openSync(log, 'r')
  } catch {
    return []
  }
  try {
    const lines = readTail(file, 16 << 10).split(/[\r\n]+/)
    return lines
      .map((line) => parseLogLine(line).text)
      .filter((text) => text.trim() !== '')
      .slice(-count)
  } finally {
    closeSync(file)
  }
}

/** A log that has grown beyond `limit` bytes keeps its last sixteenth: a job that prints for ever must not fill the disk. */
export function trimLog(log: string, limit = 64 << 20): void {
  let file: number
  try {
    file = openSync(log, 'r+')
  } catch {
    return
  }
  try {
    if (fstatSync(file).size <= limit) return
    const tail = readTail(file, limit >> 4)
    // The process appends, so it goes on behind what is written here.
    ftruncateSync(file, 0)
    writeSync(file, `(the beginning was cut off)\n${tail}`, 0)
  } finally {
    closeSync(file)
  }
}
