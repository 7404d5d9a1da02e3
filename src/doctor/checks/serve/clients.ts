import { isLoopback } from '../../../auth/issuer/loopback.js'
import { proxyFor } from '../../../auth/issuer/proxy.js'
import { knownClients } from '../../../broker/clients/known-clients.js'
import { JheError } from '../../../errors.js'
import { defineCheck, found, pass, skip, type Check } from '../../check.js'
import type { DoctorContext } from '../../context.js'
import { reachHost } from '../../reach-host.js'

const hosts = [
  ...new Set(
    knownClients.flatMap(({ documents = [] }) =>
      documents.map((place) => place.replace(/\/.*$/, '')),
    ),
  ),
]

const isReached = async (
  host: string,
  { runtime: { env } }: DoctorContext,
  signal: AbortSignal,
): Promise<boolean> => {
  const url = new URL(`https://${host}`)
  if (!isLoopback(url) && proxyFor(url, env) !== undefined) return true
  try {
    await reachHost(url, signal, env)
    return true
  } catch (thrown) {
    if (thrown instanceof JheError) return false
    throw thrown
  }
}

const documents = defineCheck({
  id: 'public.clients',
  group: 'public',
  title: 'Documents of client programs',
  needs: ['config.serve', 'env.proxy'],
  network: true,
  outcomes: {
    unreachable: {
      status: 'warn',
      why: 'Programs that publish a document in place of registering cannot sign in.',
      fix: 'Open port 443 to these hosts, or set JHE_CLIENTS=registered and add clients by hand.',
      docs: 'for-jhe-administrators',
    },
    timed_out: {
      status: 'warn',
      why: 'Programs that publish a document in place of registering cannot sign in.',
      fix: 'Open port 443 to their hosts, or set JHE_CLIENTS=registered and add clients by hand.',
      docs: 'for-jhe-administrators',
    },
  },
  run: async (context, signal) => {
    const { clients, clientHosts } = context.serve().serve
    if (clients === 'registered') return skip('JHE_CLIENTS=registered: none is fetched')
    const added = clientHosts.filter((entry) => /^[\w-]+(\.[\w-]+)+$/.test(entry))
    const all = [...hosts, ...added]
    const reached = await Promise.all(
      all.map(async (host) => await isReached(host, context, signal)),
    )
    const missing = all.filter((_host, index) => reached[index] === false)
    return missing.length === 0
      ? pass(`${all.length} hosts are reached`)
      : found('unreachable', `not reached: ${missing.slice(0, 4).join(', ')}`, {
          data: { missing },
        })
  },
})

/** What other programs publish. */
export const clientChecks: readonly Check[] = [documents]
