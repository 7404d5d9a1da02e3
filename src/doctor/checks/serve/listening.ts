import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'

import { isLoopback } from '../../../auth/issuer/loopback.js'
import { JheError } from '../../../errors.js'
import { codeOf } from '../../../files/file-error.js'
import { listen, type Address } from '../../../http/wire/listen.js'
import { readTls } from '../../../http/wire/tls.js'
import { needServe } from '../../../serve-config.js'
import { defineCheck, found, pass, skip, type Check } from '../../check.js'
import { askPort } from '../../ask-port.js'

const plain = (message: string): string => message.replace(/\.$/, '')

/** Tries to listen for a moment. @returns why it cannot; undefined where it can */
const refusedAt = async (address: Address, setting: string): Promise<JheError | undefined> => {
  try {
    const listening = await listen(
      async (_request, response) => {
        response.destroy()
        await Promise.resolve()
      },
      address,
      setting,
      {},
    )
    listening.end()
    return undefined
  } catch (thrown) {
    if (thrown instanceof JheError) return thrown
    throw thrown
  }
}

const isTaken = ({ cause }: JheError): boolean => codeOf(cause) === 'EADDRINUSE'

const whyPort = '`jhe-mcp serve` does not start where it cannot listen.'

const port = defineCheck({
  id: 'listen.port',
  group: 'listen',
  title: 'Port for people and hosts',
  needs: ['config.needed'],
  outcomes: {
    taken: {
      status: 'fail',
      why: whyPort,
      fix: 'Stop the other program, or set JHE_LISTEN to another port.',
      docs: 'for-jhe-administrators',
    },
    refused: {
      status: 'fail',
      why: whyPort,
      fix: 'Set JHE_LISTEN to an address of this computer and a port from 1024 on.',
      docs: 'for-jhe-administrators',
    },
  },
  run: async (context, signal) => {
    const { listen: address, publicUrl, tlsCert } = context.serve().serve
    const problem = await refusedAt(address, 'JHE_LISTEN')
    if (problem === undefined) return pass(`${address.port} is free`)
    if (!isTaken(problem)) return found('refused', plain(problem.message), { fix: problem.hint })
    const { host } = new URL(publicUrl ?? 'http://localhost')
    const answer = await askPort(
      { ...address, isTls: tlsCert !== undefined, name: host },
      '/',
      signal,
    )
    return answer !== undefined && /"name":\s*"jhe-mcp"/.test(answer)
      ? pass(`a jhe-mcp serve listens on ${address.port}`)
      : found('taken', plain(problem.message), { fix: problem.hint })
  },
})

const internal = defineCheck({
  id: 'listen.internal',
  group: 'listen',
  title: 'Port for metrics and peers',
  needs: ['config.serve'],
  outcomes: {
    same: {
      status: 'fail',
      why: 'Metrics and peers must not be where people and hosts reach them.',
      fix: 'Set JHE_INTERNAL_LISTEN to another port than JHE_LISTEN.',
      docs: 'for-jhe-administrators',
    },
    taken: {
      status: 'fail',
      why: whyPort,
      fix: 'Stop the other program, or set JHE_INTERNAL_LISTEN to another port.',
      docs: 'for-jhe-administrators',
    },
    refused: {
      status: 'fail',
      why: whyPort,
      fix: 'Set JHE_INTERNAL_LISTEN to an address of this computer and a port from 1024 on.',
      docs: 'for-jhe-administrators',
    },
  },
  run: async (context, signal) => {
    const { listen: open, internalListen: address } = context.serve().serve
    if (address === undefined) return skip('JHE_INTERNAL_LISTEN is not set')
    if (address.port === open.port) return found('same', 'it is the port of JHE_LISTEN')
    const problem = await refusedAt(address, 'JHE_INTERNAL_LISTEN')
    if (problem === undefined) return pass(`${address.port} is free`)
    if (!isTaken(problem)) return found('refused', plain(problem.message), { fix: problem.hint })
    const answer = await askPort(
      { ...address, isTls: false, name: 'localhost' },
      '/metrics',
      signal,
    )
    return answer?.includes('jhe_mcp_') === true
      ? pass(`a jhe-mcp serve listens on ${address.port}`)
      : found('taken', plain(problem.message), { fix: problem.hint })
  },
})

/** Days before the end of a certificate from which on it should be renewed. */
const soon = 14
const day = 86_400_000

const tls = defineCheck({
  id: 'listen.tls',
  group: 'listen',
  title: 'Certificate and key',
  needs: ['config.needed'],
  outcomes: {
    unusable: {
      status: 'fail',
      why: whyPort,
      fix: 'Give JHE_TLS_CERT and JHE_TLS_KEY as PEM files that belong to each other.',
      docs: 'for-jhe-administrators',
    },
    over: {
      status: 'fail',
      why: 'Hosts refuse a certificate that has ended.',
      fix: 'Renew the certificate in JHE_TLS_CERT; a running server takes it within a minute.',
      docs: 'for-jhe-administrators',
    },
    other_name: {
      status: 'fail',
      why: 'Hosts refuse a certificate that is made for another name.',
      fix: 'Get a certificate for the host of JHE_PUBLIC_URL.',
      docs: 'for-jhe-administrators',
    },
    expiring: {
      status: 'warn',
      why: 'When it ends, no host reaches this server.',
      fix: 'Renew the certificate in JHE_TLS_CERT; a running server takes it within a minute.',
      docs: 'for-jhe-administrators',
    },
  },
  run: async (context) => {
    const { serve, log, runtime } = context.serve()
    const { tlsCert } = serve
    if (tlsCert === undefined) return skip('TLS ends in front of this server')
    try {
      await readTls(serve, log)
    } catch (thrown) {
      if (!(thrown instanceof JheError)) throw thrown
      return found('unusable', plain(thrown.message), { fix: thrown.hint })
    }
    const certificate = new X509Certificate(await readFile(tlsCert))
    const name = new URL(needServe(serve, 'publicUrl')).hostname.replace(/^\[|\]$/g, '')
    const daysLeft = Math.floor((Date.parse(certificate.validTo) - runtime.now().getTime()) / day)
    if (daysLeft < 0) return found('over', 'the certificate has ended')
    const isFor = isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)
    if (isFor === undefined) return found('other_name', 'it is not made for JHE_PUBLIC_URL')
    return daysLeft < soon
      ? found('expiring', `the certificate ends in ${daysLeft} days`)
      : pass(`good for ${daysLeft} days`)
  },
})

const isOfThisComputer = (host: string): boolean => ['127.0.0.1', 'localhost', '::1'].includes(host)

const peers = defineCheck({
  id: 'listen.peers',
  group: 'listen',
  title: 'Other replicas',
  needs: ['config.serve'],
  outcomes: {
    not_reached: {
      status: 'warn',
      why: 'With several replicas, old SSE clients lose the messages that reach another one.',
      fix: 'Set JHE_INTERNAL_LISTEN=:8002, and JHE_PEER_URL to http://<address of this replica>:8002',
      docs: 'for-jhe-administrators',
    },
    no_port: {
      status: 'fail',
      why: 'Other replicas would ask at a port where nobody listens.',
      fix: 'Set JHE_INTERNAL_LISTEN to the port that JHE_PEER_URL names.',
      docs: 'for-jhe-administrators',
    },
  },
  run: (context) => {
    const { stateConn, peerUrl, internalListen } = context.serve().serve
    if (stateConn === undefined) return pass('none: the state is of one process')
    if (peerUrl === undefined) return found('not_reached', 'JHE_PEER_URL is not set')
    if (internalListen === undefined)
      return found('no_port', 'JHE_PEER_URL is set, JHE_INTERNAL_LISTEN is not')
    const url = new URL(peerUrl)
    const detail = { detail: url.host }
    return isOfThisComputer(internalListen.host) && !isLoopback(url)
      ? found('no_port', 'JHE_INTERNAL_LISTEN is only for this computer', detail)
      : pass('reach this one by JHE_PEER_URL', detail)
  },
})

const standardProxies = ['127.0.0.0/8', '::1/128']

const proxies = defineCheck({
  id: 'listen.proxies',
  group: 'listen',
  title: 'Proxies in front',
  needs: ['config.serve'],
  outcomes: {
    unknown: {
      status: 'warn',
      why: 'Behind a proxy on another machine everybody would count as one address.',
      fix: 'Set JHE_TRUSTED_PROXIES to the addresses of the proxy or the balancer.',
      docs: 'for-jhe-administrators',
    },
  },
  run: (context) => {
    const { listen: address, tlsCert, trustedProxies } = context.serve().serve
    const isStandard = trustedProxies.every((entry) => standardProxies.includes(entry))
    return tlsCert === undefined && isStandard && !isOfThisComputer(address.host)
      ? found('unknown', 'only those of this computer are trusted')
      : pass(`${trustedProxies.length} entries`)
  },
})

/** Where the server listens, and who is in front of and beside it. */
export const listeningChecks: readonly Check[] = [port, internal, tls, peers, proxies]
