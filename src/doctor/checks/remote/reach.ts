import { isIP } from 'node:net'
import { connect as connectTcp } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { once } from 'node:events'

import { codesOf } from '../../../auth/issuer/issuer-errors.js'
import { defineCheck, found, pass, skip, type Check } from '../../check.js'
import type { RemoteServer } from '../../remote/remote-server.js'

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '')
const portOf = ({ port, protocol }: URL): number =>
  Number(port) || (protocol === 'https:' ? 443 : 80)

const throughProxy = 'a proxy stands between'
const whyReach = 'No host can reach the server.'

const nameCheck = ({ url, isProxied }: RemoteServer): Check =>
  defineCheck({
    id: 'remote.name',
    group: 'remote',
    title: 'Name is known',
    needs: [],
    network: true,
    outcomes: {
      unknown: {
        status: 'fail',
        why: whyReach,
        fix: 'Check the spelling of the address, the network and the VPN.',
        docs: 'troubleshooting',
      },
    },
    run: async (context) => {
      if (isProxied) return pass(throughProxy)
      if (isIP(hostOf(url)) !== 0) return pass('an address in numbers')
      try {
        return pass('yes', { detail: (await context.resolve(hostOf(url))).join(', ') })
      } catch {
        return found('unknown', 'its host name is not known', { detail: hostOf(url) })
      }
    },
  })

const connectCheck = ({ url, isProxied }: RemoteServer): Check =>
  defineCheck({
    id: 'remote.connect',
    group: 'remote',
    title: 'Connection',
    needs: ['remote.name'],
    network: true,
    outcomes: {
      refused: {
        status: 'fail',
        why: whyReach,
        fix: 'Check the port of the address; its administrator sees whether the server runs.',
        docs: 'troubleshooting',
      },
      timed_out: {
        status: 'fail',
        why: whyReach,
        fix: 'A firewall or a VPN may be in the way: ask from another network.',
        docs: 'troubleshooting',
      },
    },
    run: async (_context, signal) => {
      if (isProxied) return pass(throughProxy)
      const port = portOf(url)
      const socket = connectTcp({ host: hostOf(url), port })
      socket.on('error', () => undefined)
      try {
        await once(socket, 'connect', { signal })
        return port === 443
          ? pass('port 443')
          : pass(`port ${port}; hosts that run elsewhere, like claude.ai, reach port 443 only`)
      } catch (thrown) {
        const [code = 'no code'] = codesOf(thrown)
        return found('refused', `nobody takes the connection on port ${port} (${code})`)
      } finally {
        socket.destroy()
      }
    },
  })

/** Days before the end of a certificate from which on it should be renewed. */
const soon = 14
const day = 86_400_000

const certificateTrouble = (thrown: unknown) => {
  const codes = codesOf(thrown)
  const [code = 'no code'] = codes
  const has = (form: RegExp): boolean => codes.some((one) => form.test(one))
  if (has(/CERT_HAS_EXPIRED/)) return found('expired', 'its certificate has ended')
  if (has(/ALTNAME_INVALID|HOSTNAME_MISMATCH/))
    return found('other_name', 'its certificate is made for another name')
  if (has(/CERT|SELF_SIGNED|UNABLE_TO_|DEPTH_ZERO/))
    return found('untrusted', `its certificate is not trusted here (${code})`)
  return found('no_tls', `what answers there does not speak TLS (${code})`)
}

const tlsCheck = ({ url, isProxied }: RemoteServer): Check =>
  defineCheck({
    id: 'remote.tls',
    group: 'remote',
    title: 'Certificate',
    needs: ['remote.connect', 'env.tls_off'],
    network: true,
    outcomes: {
      expired: {
        status: 'fail',
        why: 'Hosts refuse a certificate that has ended.',
        fix: "Ask the server's administrator to renew it; if it is good, correct this computer's clock.",
        docs: 'troubleshooting',
      },
      other_name: {
        status: 'fail',
        why: 'Hosts refuse a certificate that is made for another name.',
        fix: 'Use the name that the certificate is made for.',
        docs: 'troubleshooting',
      },
      untrusted: {
        status: 'fail',
        why: 'Hosts that run elsewhere, like claude.ai, trust public authorities and whole chains only.',
        fix: 'Serve the certificate with its intermediate ones; here, NODE_EXTRA_CA_CERTS=<file of the CA>.',
        docs: 'troubleshooting',
      },
      no_tls: {
        status: 'fail',
        why: whyReach,
        fix: 'Check the port of the address. The sign-in page of a network answers so too.',
        docs: 'troubleshooting',
      },
      expiring: {
        status: 'warn',
        why: 'When it ends, no host reaches the server.',
        fix: "Ask the server's administrator to renew the certificate.",
        docs: 'troubleshooting',
      },
    },
    run: async (context, signal) => {
      if (url.protocol === 'http:') return pass('none: http, on this computer')
      if (isProxied) return pass(throughProxy)
      const host = hostOf(url)
      const named = isIP(host) === 0 ? { servername: host } : {}
      const socket = connectTls({ host, port: portOf(url), ...named })
      socket.on('error', () => undefined)
      try {
        await once(socket, 'secureConnect', { signal })
        const end = Date.parse(socket.getPeerCertificate().valid_to)
        const daysLeft = Math.floor((end - context.runtime.now().getTime()) / day)
        return daysLeft < soon
          ? found('expiring', `the certificate ends in ${daysLeft} days`)
          : pass(`good for ${daysLeft} days`)
      } catch (thrown) {
        return certificateTrouble(thrown)
      } finally {
        socket.destroy()
      }
    },
  })

const serverTrouble = 'The server, or a proxy in front of it, has a problem of its own.'
const tellAdministrator =
  "Tell the server's administrator: `jhe-mcp doctor --serve` says there what is wrong."

const healthCheck = ({ base, ask }: RemoteServer): Check =>
  defineCheck({
    id: 'remote.health',
    group: 'remote',
    title: 'Process answers (/health)',
    needs: ['remote.tls'],
    network: true,
    outcomes: {
      trouble: {
        status: 'fail',
        why: serverTrouble,
        fix: tellAdministrator,
        docs: 'troubleshooting',
      },
    },
    run: async (_context, signal) => {
      const { status } = await ask(new URL(`${base}/health`), signal)
      if (status >= 500) return found('trouble', `it answers with status ${status}`)
      return status === 200 ? pass('yes') : skip(`no /health there (status ${status})`)
    },
  })

const readyCheck = ({ base, ask }: RemoteServer): Check =>
  defineCheck({
    id: 'remote.ready',
    group: 'remote',
    title: 'Has all that it needs (/ready)',
    needs: ['remote.health'],
    network: true,
    outcomes: {
      not_ready: {
        status: 'fail',
        why: 'Calls fail until the server reaches what it needs.',
        fix: tellAdministrator,
        docs: 'troubleshooting',
      },
    },
    run: async (_context, signal) => {
      const { status, json } = await ask(new URL(`${base}/ready`), signal)
      if (status === 200) return pass('yes')
      if (status !== 503) return skip(`no /ready there (status ${status})`)
      const parts = typeof json === 'object' && json !== null ? Object.entries(json) : []
      const missing = parts.flatMap(([name, value]) =>
        /^[a-z_]{1,20}$/.test(name) && typeof value === 'string' && /^[A-Z_]{1,30}$/.test(value)
          ? [`${name} (${value})`]
          : [],
      )
      return found('not_ready', `not ready: ${missing.join(', ') || 'it is about to end'}`)
    },
  })

const clockCheck = ({ url, ask }: RemoteServer): Check =>
  defineCheck({
    id: 'remote.clock',
    group: 'remote',
    title: 'Clocks agree',
    needs: ['remote.tls'],
    network: true,
    outcomes: {
      off: {
        status: 'warn',
        why: 'Tokens may look expired, or not valid yet.',
        fix: "Switch on automatic time on this computer, else tell the server's administrator.",
        docs: 'troubleshooting',
      },
    },
    run: async (context, signal) => {
      const { headers } = await ask(new URL('/', url.origin), signal)
      const theirs = Date.parse(headers.get('date') ?? '')
      if (Number.isNaN(theirs)) return pass('the server does not tell its time')
      const ahead = Math.round((context.runtime.now().getTime() - theirs) / 1000)
      return Math.abs(ahead) > 60
        ? found('off', `this computer is ${Math.abs(ahead)} s ${ahead > 0 ? 'ahead' : 'behind'}`)
        : pass('within a minute')
    },
  })

/** Whether the server is reached at all. */
export const reachChecks = (server: RemoteServer): readonly Check[] =>
  [nameCheck, connectCheck, tlsCheck, healthCheck, readyCheck, clockCheck].map((make) =>
    make(server),
  )
