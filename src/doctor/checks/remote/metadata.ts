import { isLoopback } from '../../../auth/issuer/loopback.js'
import { JheError } from '../../../errors.js'
import { clean } from '../../../text/clean.js'
import { defineCheck, found, pass, skip, type Check } from '../../check.js'
import type { IssuerMetadata } from '../../remote/metadata.js'
import type { RemoteServer } from '../../remote/remote-server.js'

/** An address of this computer or of an inner network, where nothing of the server can be. */
const inner = 'inner'
const nothingSent = 'its address is of this computer or an inner network: nothing was sent there'

const unlessInner = async <T>(asked: Promise<T>): Promise<T | typeof inner> => {
  try {
    return await asked
  } catch (thrown) {
    if (thrown instanceof JheError && thrown.code === 'SERVER_CHANGED') return inner
    throw thrown
  }
}

const whyDocuments = 'Hosts cannot find out where people sign in.'

/** As hosts compare: a slash alone is the same as no path. */
const plain = (text: string): string =>
  URL.canParse(text) && new URL(text).pathname === '/' ? new URL(text).origin : text

const isParent = (resource: string, url: URL): boolean => {
  if (!URL.canParse(resource)) return false
  const { origin, pathname } = new URL(resource)
  return origin === url.origin && url.pathname.startsWith(`${pathname.replace(/\/$/, '')}/`)
}

const differs = (resource: string, url: URL): string => {
  if (!URL.canParse(resource)) return 'it is no address'
  const other = new URL(resource)
  if (other.protocol !== url.protocol)
    return `${other.protocol.replace(':', '')} in place of ${url.protocol.replace(':', '')}`
  return other.host === url.host ? 'the path differs' : 'the host or the port differs'
}

const resourceCheck = (server: RemoteServer): Check =>
  defineCheck({
    id: 'oauth.resource',
    group: 'oauth',
    title: 'Document of the server (RFC 9728)',
    needs: ['remote.tls'],
    network: true,
    limitMs: 12_000,
    outcomes: {
      missing: {
        status: 'fail',
        why: whyDocuments,
        fix: 'Let the proxy pass /.well-known/oauth-protected-resource on to the server.',
        docs: 'for-jhe-administrators',
      },
      other: {
        status: 'fail',
        why: 'Hosts refuse a document that is about another address than the one typed in.',
        fix: 'Use the address that the document names (--verbose); for a jhe-mcp, correct JHE_PUBLIC_URL.',
        docs: 'for-jhe-administrators',
      },
      wider: {
        status: 'warn',
        why: 'Strict hosts, like VS Code, refuse a document about less than the whole address.',
        fix: 'Use the address that the document names; --verbose shows it.',
        docs: 'troubleshooting',
      },
      no_issuer: {
        status: 'fail',
        why: whyDocuments,
        fix: 'The administrator lists the sign-in server in authorization_servers of the document.',
        docs: 'troubleshooting',
      },
    },
    run: async (_context, signal) => {
      const { url } = server
      const document = await unlessInner(server.resource(signal))
      if (document === inner) return found('missing', nothingSent)
      if (document === undefined) {
        const { status } = await server.challenge(signal)
        return status >= 200 && status < 300
          ? skip('none, as it answers without a sign-in')
          : found('missing', 'there is none where hosts look')
      }
      const { resource, servers } = document
      const detail = { detail: `it names ${clean(resource, 200)}` }
      if (plain(resource) !== plain(url.href))
        return isParent(resource, url)
          ? found('wider', 'it is about a part of the address', detail)
          : found('other', `it is about another address: ${differs(resource, url)}`, detail)
      return servers.length === 0
        ? found('no_issuer', 'it names nobody to sign in at', detail)
        : pass('about this very address', detail)
    },
  })

const endpoints = ['authorization_endpoint', 'token_endpoint'] as const

const isSafe = (text: string): boolean =>
  URL.canParse(text) && (new URL(text).protocol === 'https:' || isLoopback(new URL(text)))

/** What keeps hosts from using the metadata. */
const issuerTrouble = ({ wanted, document }: IssuerMetadata) => {
  const missing = endpoints.filter((name) => document[name] === undefined)
  const unsafe = endpoints.filter((name) => !isSafe(document[name] ?? ''))
  const { code_challenge_methods_supported: methods = [] } = document
  if (document.issuer !== wanted)
    return found('other', 'it names another issuer', { detail: clean(document.issuer, 200) })
  if (missing.length > 0) return found('incomplete', `without ${missing.join(' and ')}`)
  if (unsafe.length > 0) return found('plain_http', `${unsafe.join(' and ')} without TLS`)
  return methods.includes('S256') ? undefined : found('no_pkce', 'S256 is not offered')
}

const issuerCheck = (server: RemoteServer): Check =>
  defineCheck({
    id: 'oauth.issuer',
    group: 'oauth',
    title: 'Document of its sign-in (RFC 8414)',
    needs: ['oauth.resource'],
    network: true,
    limitMs: 12_000,
    outcomes: {
      missing: {
        status: 'fail',
        why: whyDocuments,
        fix: 'Let the proxy pass /.well-known/oauth-authorization-server on to the server.',
        docs: 'for-jhe-administrators',
      },
      other: {
        status: 'fail',
        why: 'Hosts refuse a document of another issuer than the one they looked for.',
        fix: 'Let issuer and authorization_servers be the same text; for a jhe-mcp, correct JHE_PUBLIC_URL.',
        docs: 'for-jhe-administrators',
      },
      incomplete: {
        status: 'fail',
        why: whyDocuments,
        fix: 'Tell the administrator of the sign-in server that its document is not complete.',
        docs: 'troubleshooting',
      },
      plain_http: {
        status: 'fail',
        why: 'Tokens would travel where everybody can read them.',
        fix: 'The administrator lets the proxy pass X-Forwarded-Proto on to the sign-in server.',
        docs: 'troubleshooting',
      },
      no_pkce: {
        status: 'fail',
        why: 'Hosts do not sign in without PKCE: a stolen code would be enough.',
        fix: 'The administrator switches PKCE with S256 on, and lists it in the document.',
        docs: 'troubleshooting',
      },
    },
    run: async (_context, signal) => {
      const known = await unlessInner(server.issuer(signal))
      if (known === inner) return found('missing', nothingSent)
      if (known === undefined) return found('missing', 'there is none where hosts look')
      return (
        issuerTrouble(known) ?? pass('complete, with S256', { detail: clean(known.wanted, 200) })
      )
    },
  })

const jwksCheck = (server: RemoteServer): Check =>
  defineCheck({
    id: 'oauth.jwks',
    group: 'oauth',
    title: 'Published keys',
    needs: ['oauth.issuer'],
    network: true,
    outcomes: {
      none: {
        status: 'fail',
        why: 'Tokens of this sign-in cannot be checked.',
        fix: 'Let the proxy pass the address in jwks_uri on to the sign-in server.',
        docs: 'troubleshooting',
      },
    },
    run: async (_context, signal) => {
      const { jwks_uri: address } = (await server.issuer(signal))?.document ?? {}
      if (address === undefined) return skip('none are named')
      if (!isSafe(address)) return found('none', 'jwks_uri is no https address')
      const answer = await unlessInner(server.ask(new URL(address), signal))
      if (answer === inner) return found('none', nothingSent)
      const { status, json } = answer
      const keys: unknown =
        typeof json === 'object' && json !== null ? Reflect.get(json, 'keys') : undefined
      return Array.isArray(keys) && keys.length > 0
        ? pass(`${keys.length}`)
        : found('none', `there is none (status ${status})`)
    },
  })

/** In the wrong form, so that nothing is registered. */
const wrongRegistration = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: '{"redirect_uris":"doctor only asks whether somebody answers"}',
} as const

/** What the answer to a wrong registration says of right ones. */
const afterWrong = (status: number) => {
  const seen = `it answers with status ${status}`
  if ([401, 403].includes(status)) return found('by_hand', seen)
  if (status === 429) return skip('it asks for fewer requests')
  const isRefusal = status >= 400 && status < 500 && ![404, 405].includes(status)
  return isRefusal ? pass('they register') : found('broken', seen)
}

const registrationCheck = (server: RemoteServer): Check =>
  defineCheck({
    id: 'oauth.registration',
    group: 'oauth',
    title: 'Hosts can become known',
    needs: ['oauth.issuer'],
    network: true,
    outcomes: {
      by_hand: {
        status: 'warn',
        why: 'Each host needs a client id that an administrator makes and somebody types in.',
        fix: 'Ask the administrator for a client id for your host.',
        docs: 'troubleshooting',
      },
      broken: {
        status: 'fail',
        why: 'Hosts that register themselves cannot sign in.',
        fix: 'Let the proxy pass the address in registration_endpoint on to the sign-in server.',
        docs: 'troubleshooting',
      },
    },
    run: async (_context, signal) => {
      const { registration_endpoint: address, client_id_metadata_document_supported: documents } =
        (await server.issuer(signal))?.document ?? {}
      if (address === undefined)
        return documents === true
          ? pass('by a document of their own')
          : found('by_hand', 'nobody can register')
      if (!isSafe(address)) return found('broken', 'registration_endpoint is no https address')
      const answer = await unlessInner(server.ask(new URL(address), signal, wrongRegistration))
      return answer === inner ? found('broken', nothingSent) : afterWrong(answer.status)
    },
  })

/** The documents that hosts read to sign in. */
export const metadataChecks = (server: RemoteServer): readonly Check[] =>
  [resourceCheck, issuerCheck, jwksCheck, registrationCheck].map((make) => make(server))
