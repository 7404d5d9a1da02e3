import { isLoopback } from '../../auth/issuer/loopback.js'
import { proxyFor } from '../../auth/issuer/proxy.js'
import type { Runtime } from '../../app/runtime.js'
import { parseChallenge } from '../../connect/oauth/challenge.js'
import { JheError } from '../../errors.js'
import { createAskRemote, type Answer, type AskRemote } from './remote-http.js'
import { findIssuer, findResource, type IssuerMetadata, type ResourceMetadata } from './metadata.js'

/** An MCP server at an address, as a host on this computer sees it. */
export interface RemoteServer {
  /** As typed in. */
  readonly url: URL
  /** The address without the path of an endpoint, without a slash at its end. */
  readonly base: string
  /** Whether a proxy of the environment stands between. */
  readonly isProxied: boolean
  readonly ask: AskRemote
  /** The answer to the first message of a host that has no token. Asked once. */
  challenge(signal: AbortSignal): Promise<Answer>
  /** Its protected resource metadata (RFC 9728); undefined where it has none. Asked once. */
  resource(signal: AbortSignal): Promise<ResourceMetadata | undefined>
  /** The metadata of its authorization server (RFC 8414); undefined where there is none. Asked once. */
  issuer(signal: AbortSignal): Promise<IssuerMetadata | undefined>
}

/** The `initialize` of MCP 2025-06-18, which servers of every age know. */
const firstMessage = {
  method: 'POST',
  headers: {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2025-06-18',
  },
  body: JSON.stringify({
    jsonrpc: '2.0',
    id: 0,
    method: 'initialize',
    params: {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'jhe-mcp doctor', version: '1' },
    },
  }),
} as const

/**
 * The address of a server, as a person types it.
 * @throws JheError INPUT_INVALID
 */
export function remoteUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url))
  if (url !== undefined && isSafe && `${url.username}${url.password}${url.hash}` === '') return url
  throw new JheError(
    'INPUT_INVALID',
    'The address of a server is https://, or http:// on this computer, without a name or password.',
    'Write it as hosts have it: jhe-mcp doctor https://mcp.example.org/mcp',
  )
}

const once = <T>(work: (signal: AbortSignal) => Promise<T>) => {
  let done: Promise<T> | undefined
  return async (signal: AbortSignal): Promise<T> => await (done ??= work(signal))
}

/** Nothing is sent before the first question. */
export function createRemoteServer(url: URL, runtime: Runtime): RemoteServer {
  const ask = createAskRemote(runtime, url)
  const challenge = once(async (signal) => await ask(url, signal, firstMessage))
  const resource = once(async (signal) => {
    return await findResource({ url, ask, signal }, parseChallenge(await challenge(signal)))
  })
  return {
    url,
    base: `${url.origin}${url.pathname.replace(/\/(mcp|sse)?\/?$/, '')}`,
    isProxied: !isLoopback(url) && proxyFor(url, runtime.env) !== undefined,
    ask,
    challenge,
    resource,
    issuer: once(async (signal) => {
      const [issuer] = (await resource(signal))?.servers ?? []
      return issuer === undefined ? undefined : await findIssuer({ ask, signal }, issuer)
    }),
  }
}
