import { describe, expect, it } from 'vitest'
import {
  checkAbsentProvider,
  checkProvider,
  checkRuntime,
  missingLibraryIn,
  probeProvider,
} from '../../../../src/main/stages/doctor/provider-checks.ts'

/** A busy machine must not fail a test. */
const patienceMs = 60_000
const surroundings = { environment: process.env, patienceMs }

describe('probeProvider', () => {
  it('starts ONNX Runtime on the CPU in a process of its own', async () => {
    const probe = await probeProvider('cpu', surroundings)
    expect(probe).toEqual({
      runtimeVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      providers: expect.arrayContaining(['cpu']),
      problem: null,
    })
    expect(checkRuntime(probe)).toMatchObject({ state: 'ok', found: expect.stringContaining('with cpu') })
  })

  it('tells why a provider does not start', async () => {
    // Graphics drivers are looked for where none is: what a machine without GPU comes to as well.
    const nowhere = { VK_DRIVER_FILES: '/nowhere.json', VK_ICD_FILENAMES: '/nowhere.json' }
    const probe = await probeProvider('webgpu', {
      environment: { ...process.env, ...nowhere },
      patienceMs,
    })
    if (process.platform === 'linux')
      expect(probe).toMatchObject({ problem: expect.stringContaining('Device webgpu cannot be used') })
    const unknown = await probeProvider('no-such-device', surroundings)
    expect(unknown).toMatchObject({ problem: 'there is no device no-such-device' })
  })

  it('outlives a process that dies or cannot run', async () => {
    const environment = { ...process.env, NODE_OPTIONS: '--import=data:text/javascript,process.abort()' }
    const probe = await probeProvider('cpu', { environment, patienceMs })
    expect(probe).toEqual({ failure: expect.stringMatching(/SIGABRT|exit status/) })
    expect(checkRuntime(probe)).toMatchObject({ state: 'missing', wayOut: expect.any(String) })
  })
})

describe('checkProvider', () => {
  const works = { runtimeVersion: '1.30.0', providers: ['cpu', 'cuda'], problem: null }

  it('is fine where a session ran', () => {
    expect(checkProvider('cuda', works, [])).toMatchObject({
      id: 'provider-cuda',
      state: 'ok',
      found: 'works',
    })
  })

  it('names the library that the loader did not find, and the others that are not there', () => {
    const problem =
      'Device cuda cannot be used: Failed to load library libonnxruntime_providers_cuda.so with error: libcublasLt.so.12: cannot open shared object file: No such file or directory'
    const check = checkProvider('cuda', { ...works, problem }, [])
    expect(check).toMatchObject({ state: 'warning', found: problem })
    expect(check.details[0]).toMatch(/: libcublasLt\.so\.12, /)
    expect(check.wayOut).toContain('npm run setup:cuda')
  })

  it('says that a driver crashed', () => {
    expect(checkProvider('webgpu', { failure: 'native code crashed (SIGSEGV)' }, [])).toMatchObject({
      state: 'warning',
      found: 'is in the runtime, but native code crashed (SIGSEGV)',
    })
  })

  it('has a way for every provider that is not there', () => {
    for (const provider of ['cuda', 'tensorrt', 'webgpu', 'dml', 'coreml', 'other']) {
      const check = checkAbsentProvider(provider, [])
      expect(check).toMatchObject({ state: 'missing', wayOut: expect.stringMatching(/\w/) })
      expect(check.title).toMatch(/provider$/)
    }
  })
})

describe('missingLibraryIn', () => {
  it('finds the name in the words of the loader', () => {
    expect(missingLibraryIn('libcudnn.so.9: cannot open shared object file: No such file')).toBe(
      'libcudnn.so.9',
    )
    expect(missingLibraryIn('libstdc++.so.6: cannot open shared object file')).toBe('libstdc++.so.6')
    expect(missingLibraryIn('Failed to load shared library')).toBeUndefined()
  })
})
