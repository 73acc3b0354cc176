import { describe, expect, it } from 'vitest'
import { routeOfLink } from '../../../src/main/shell/deep-link.ts'

describe('routeOfLink', () => {
  it('opens a run', () => {
    expect(routeOfLink('quantbench://run/1k3w9zt0a-7xk2')).toBe('/runs/1k3w9zt0a-7xk2')
    expect(routeOfLink('quantbench://run/1k3w9zt0a-7xk2/')).toBe('/runs/1k3w9zt0a-7xk2')
    // The letters that Crockford's digits replace, as a person may write them.
    expect(routeOfLink('QUANTBENCH://RUN/LK3W9ZTOA-7XK2')).toBe('/runs/1k3w9zt0a-7xk2')
  })

  it.each([
    '',
    'quantbench:',
    'quantbench://',
    'quantbench://run',
    'quantbench://run/',
    'quantbench://run/short',
    'quantbench://runs/1k3w9zt0a-7xk2',
    'quantbench://job/1k3w9zt0a-7xk2',
    'quantbench://start/ptq?model=x',
    'quantbench:run/1k3w9zt0a-7xk2',
    'quantbench:///run/1k3w9zt0a-7xk2',
    'quantbench://run/1k3w9zt0a-7xk2/layers',
    'quantbench://run/1k3w9zt0a-7xk2?start=1',
    'quantbench://run/1k3w9zt0a-7xk2#x',
    'quantbench://user@run/1k3w9zt0a-7xk2',
    'quantbench://run:80/1k3w9zt0a-7xk2',
    'quantbench://run/../jobs/1k3w9zt0a-7xk2',
    'quantbench://run/%31k3w9zt0a-7xk2',
    'quantbench://run/1k3w9zt0a-7xk2\n',
    ' quantbench://run/1k3w9zt0a-7xk2',
    'https://run/1k3w9zt0a-7xk2',
    'xquantbench://run/1k3w9zt0a-7xk2',
  ])('ignores %j', (link) => {
    expect(routeOfLink(link)).toBeUndefined()
  })
})
