import { isIP } from 'node:net'

import { isLoopback } from '../../../auth/issuer/http.js'
import { needServe } from '../../../serve-config.js'
import { defineCheck, found, pass, skip, type Check } from '../../check.js'
import type { DoctorContext } from '../../context.js'

const publicUrlOf = (context: DoctorContext): URL =>
  new URL(needServe(context.serve().serve, 'publicUrl'))

const address = defineCheck({
  id: 'public.address',
  group: 'public',
  title: 'Address for people and hosts',
  needs: ['config.needed'],
  outcomes: {
    only_here: {
      status: 'warn',
      why: 'Only programs of this computer reach such an address.',
      fix: 'Set JHE_PUBLIC_URL to the https:// address that people use.',
      docs: 'for-jhe-administrators',
    },
    port: {
      status: 'warn',
      why: 'Hosts that run elsewhere, like claude.ai, reach port 443 only.',
      fix: 'Set JHE_PUBLIC_URL to an address without a port, and let a proxy lead from 443 to JHE_LISTEN.',
      docs: 'for-jhe-administrators',
    },
    path: {
      status: 'fail',
      why: 'Hosts look for the documents of a sign-in at the root of the host, above such a path, so that `jhe-mcp serve` does not start.',
      fix: 'Set JHE_PUBLIC_URL to a host of its own, without a path.',
      docs: 'for-jhe-administrators',
    },
  },
  run: (context) => {
    const url = publicUrlOf(context)
    const detail = { detail: url.href }
    if (isLoopback(url)) return found('only_here', 'it is an address of this computer', detail)
    if (url.port !== '') return found('port', `it has the port ${url.port}`, detail)
    if (url.pathname !== '/') return found('path', 'it has a path', detail)
    return pass('https, port 443', detail)
  },
})

const name = defineCheck({
  id: 'public.name',
  group: 'public',
  title: 'Its name is known',
  needs: ['config.needed'],
  network: true,
  outcomes: {
    unknown: {
      status: 'fail',
      why: 'Nobody can reach a server whose name has no address.',
      fix: 'Add the name of JHE_PUBLIC_URL to your DNS, or correct the setting.',
      docs: 'for-jhe-administrators',
    },
  },
  run: async (context) => {
    const url = publicUrlOf(context)
    const host = url.hostname.replace(/^\[|\]$/g, '')
    if (isIP(host) !== 0) return skip('an address in numbers')
    try {
      return pass('yes', { detail: (await context.resolve(host)).join(', ') })
    } catch {
      return found('unknown', 'the name of JHE_PUBLIC_URL is not known here', { detail: host })
    }
  },
})

/** Under which address the server is reached. */
export const publicAddressChecks: readonly Check[] = [address, name]
