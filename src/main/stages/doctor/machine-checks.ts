import { freemem } from 'node:os'
import { VERSION } from '../../base/version.ts'
import { describeMachine, diskSpace } from '../../telemetry/machine.ts'
import { gigabytes, missing, ok, warning, type DoctorCheck } from './check.ts'

/** Less memory than this is left to a calibration of a middling detector at 640. */
const LEAST_MEMORY = 2e9
/** Models, detections and backups of a few runs. */
const LEAST_DISK = 2e9
const LEAST_NODE = 24

/** The product and what it runs on. */
export function checkProgram(): DoctorCheck {
  const subject = { id: 'program', title: 'Quantbench' }
  const { node } = process.versions
  const { platform, release } = describeMachine()
  const found = `${VERSION} on Node ${node}, ${platform}, kernel ${release}`
  return Number.parseInt(node, 10) >= LEAST_NODE
    ? ok(subject, found)
    : warning(subject, found, `Run it with Node ${LEAST_NODE}: bin/quantbench does so by itself.`)
}

export function checkProcessor(): DoctorCheck {
  const { cpuModel, cores, usableCores, cpuLimit } = describeMachine()
  const details = [
    ...(usableCores < cores ? [`this process may use ${usableCores} of them`] : []),
    ...(cpuLimit === null ? [] : [`the container may use ${cpuLimit} at once`]),
  ]
  return ok({ id: 'processor', title: 'Processor' }, `${cpuModel}, ${cores} logical cores`, details)
}

export function checkMemory(): DoctorCheck {
  const subject = { id: 'memory', title: 'Memory' }
  const { memoryTotalBytes, memoryLimitBytes } = describeMachine()
  const free = Math.min(freemem(), memoryLimitBytes ?? Number.POSITIVE_INFINITY)
  const found = `${gigabytes(memoryTotalBytes)}, ${gigabytes(free)} free`
  const details = memoryLimitBytes === null ? [] : [`the container may use ${gigabytes(memoryLimitBytes)}`]
  return free >= LEAST_MEMORY
    ? ok(subject, found, details)
    : warning(subject, found, 'Close other programs, or calibrate and train with --batch 1.', details)
}

export function checkDisk(home: string): DoctorCheck {
  const subject = { id: 'disk', title: 'Disk' }
  const space = diskSpace(home)
  if (space === null)
    return missing(subject, `cannot tell the space at ${home}`, 'Choose another folder with --home.')
  const found = `${gigabytes(space.freeBytes)} of ${gigabytes(space.totalBytes)} free at ${home}`
  return space.freeBytes >= LEAST_DISK
    ? ok(subject, found)
    : warning(subject, found, 'Delete runs that are not needed (quantbench runs delete), or move --home.')
}
