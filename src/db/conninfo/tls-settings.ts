import type { ConnectionOptions } from 'node:tls'

import type { ClientEnvironment, ReadFile } from './client-environment.js'
import { invalid } from './invalid.js'
import type { Conninfo } from './read-conninfo.js'
import { readTlsFiles } from './tls-files.js'
import { nodeRoots, nodeTls, systemRoots } from './trusted-roots.js'

/** TLS of one attempt to connect; false for none. */
export type Ssl = ConnectionOptions | false

export interface TlsSettings {
  readonly ssl: Ssl
  /** What is tried where the server refuses the first. */
  readonly fallback?: Ssl
  /** `unverified` and `off` towards another machine come only from an explicit `sslmode`. */
  readonly tls: 'verified' | 'unverified' | 'off'
  readonly sslnegotiation: 'postgres' | 'direct'
}

/** The host as it is named, and where it is. */
export interface TlsPlace {
  readonly host: string
  readonly hostaddr: string | undefined
  readonly isLoopback: boolean
  readonly isSocket: boolean
}

/** What TLS is read from. */
export interface TlsSources {
  readonly conninfo: Conninfo
  readonly readFile: ReadFile
  readonly environment: ClientEnvironment | undefined
}

const modes = [
  'disable',
  'allow',
  'prefer',
  'require',
  'no-verify',
  'verify-ca',
  'verify-full',
] as const
type Mode = (typeof modes)[number]

const isWeak = (mode: Mode): boolean => ['disable', 'allow', 'prefer'].includes(mode)

/** Without `sslmode`: verify-full, and on this machine TLS only where the server demands it. */
const modeOf = (conninfo: Conninfo, { isLoopback }: TlsPlace): Mode => {
  const said = conninfo.get('sslmode')
  const isSystem = conninfo.get('sslrootcert') === 'system'
  const mode = modes.find((one) => one === said)
  if (said !== undefined && mode === undefined) {
    throw invalid('has an unknown sslmode', `Write one of ${modes.join(', ')}.`)
  }
  if (isSystem && mode !== undefined && mode !== 'verify-full') {
    throw invalid(
      'has sslrootcert=system with a weaker sslmode than verify-full',
      'Leave sslmode out, or name the file of an authority in sslrootcert.',
    )
  }
  return mode ?? (isLoopback && !isSystem ? 'allow' : 'verify-full')
}

const versions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const

const versionOf = (conninfo: Conninfo, name: `ssl_${'min' | 'max'}_protocol_version`) => {
  const said = conninfo.get(name)
  const version = versions.find((one) => one.toLowerCase() === said?.toLowerCase())
  if (said === undefined || said === '' || version !== undefined) return version
  throw invalid(`has an unknown ${name}`, `Write one of ${versions.join(', ')}.`)
}

/** Settings of every handshake. */
const handshakeOf = ({ conninfo }: TlsSources, { host, hostaddr }: TlsPlace): ConnectionOptions => {
  const minVersion = versionOf(conninfo, 'ssl_min_protocol_version')
  const maxVersion = versionOf(conninfo, 'ssl_max_protocol_version')
  const isSilent = conninfo.get('sslsni') === '0'
  if (isSilent && hostaddr === undefined) {
    throw invalid(
      'has sslsni=0, which takes the address of the host beside its name',
      'Add hostaddr=<address>, or leave sslsni out.',
    )
  }
  return {
    ...(minVersion === undefined ? {} : { minVersion }),
    ...(maxVersion === undefined ? {} : { maxVersion }),
    ...(hostaddr === undefined || isSilent ? {} : { servername: host }),
  }
}

type Certificate = Pick<ConnectionOptions, 'checkServerIdentity' | 'rejectUnauthorized' | 'ca'>

/** The name in the certificate must be the host's, wherever the connection leads. */
const named = (host: string): Certificate => ({
  rejectUnauthorized: true,
  checkServerIdentity: (_address, certificate) => nodeTls().checkServerIdentity(host, certificate),
})

const anyName: Certificate = { rejectUnauthorized: true, checkServerIdentity: () => undefined }
const unverified: Certificate = { rejectUnauthorized: false }

/** The authorities to trust; undefined for those of Node. */
const rootsFor = (ca: string | undefined, { conninfo, environment, readFile }: TlsSources) => {
  if (environment === undefined) return ca
  if (conninfo.get('sslrootcert') === 'system') return systemRoots(environment, readFile)
  const isNamed = (conninfo.get('sslmode') ?? conninfo.get('sslrootcert')) !== undefined
  return ca === undefined || isNamed ? ca : [ca, ...nodeRoots(environment, readFile)]
}

/** As in libpq, `require` with an authority's file means `verify-ca`. */
const certificateFor = (mode: Mode, ca: string | undefined, host: string): Certificate => {
  if (mode === 'verify-full') return named(host)
  // any host can have a certificate of a public authority: without a root file the name is checked
  if (mode === 'verify-ca') return ca === undefined ? named(host) : anyName
  return mode === 'require' && ca !== undefined ? anyName : unverified
}

const negotiationOf = (conninfo: Conninfo, mode: Mode): TlsSettings['sslnegotiation'] => {
  const said = conninfo.get('sslnegotiation') ?? 'postgres'
  if (said === 'postgres') return said
  if (said !== 'direct') {
    throw invalid('has an unknown sslnegotiation', 'Write sslnegotiation=postgres or direct.')
  }
  if (!isWeak(mode)) return said
  throw invalid(
    'has sslnegotiation=direct with a weak sslmode',
    'Add sslmode=require or a stricter one.',
  )
}

/**
 * libpq's `sslmode` and what belongs to it (PostgreSQL manual, 34.19), except that nothing said
 * means verify-full towards another machine.
 * @throws JheError CONFIG_INVALID
 */
export function readTls(sources: TlsSources, place: TlsPlace): TlsSettings {
  // TLS is not used over sockets, as in libpq
  if (place.isSocket) return { ssl: false, tls: 'off', sslnegotiation: 'postgres' }
  const mode = modeOf(sources.conninfo, place)
  const sslnegotiation = negotiationOf(sources.conninfo, mode)
  if (mode === 'disable') return { ssl: false, tls: 'off', sslnegotiation }
  const { ca, ...files } = readTlsFiles(sources.conninfo, sources.readFile, sources.environment)
  const certificate = certificateFor(mode, ca, place.host)
  const isVerified = certificate.rejectUnauthorized === true
  const ssl: Ssl = {
    ...files,
    ...handshakeOf(sources, place),
    ...certificate,
    ca: isVerified ? rootsFor(ca, sources) : undefined,
  }
  if (mode === 'allow') return { ssl: false, fallback: ssl, tls: 'off', sslnegotiation }
  const tls = isVerified ? 'verified' : 'unverified'
  return { ssl, tls, sslnegotiation, ...(mode === 'prefer' ? { fallback: false } : {}) }
}
