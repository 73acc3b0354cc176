import { formatVersion } from '../../trt/trtexec-version.ts'
import { examineTrtexec } from '../trtexec-tool.ts'
import { missing, ok, warning, type DoctorCheck } from './check.ts'
import type { Surroundings } from './surroundings.ts'

/** Whether there is a trtexec, and which version it says to be. */
export async function checkTrtexec(
  setting: string | undefined,
  surroundings: Surroundings,
): Promise<DoctorCheck> {
  const subject = { id: 'trtexec', title: 'trtexec' }
  const examined = await examineTrtexec(setting, surroundings)
  if ('problem' in examined) {
    const { isAbsent, problem, wayOut, said } = examined
    return (isAbsent ? missing : warning)(subject, problem, wayOut, said)
  }
  const { path, from, release } = examined
  return ok(subject, `${formatVersion(release)} at ${path} (${from})`)
}
