import { BlockList, isIP } from 'node:net'

import { JheError } from '../../errors.js'

/** A proxy that the environment sets for an address. */
export interface Proxy {
  /** The variable that sets it. */
  readonly variable: string
  /** May hold a password: never shown. */
  readonly url: URL
  /** `host:port`, for people. */
  readonly place: string
}

export type Environment = Readonly<Record<string, string | undefined>>

export const proxyVariables = ['HTTPS_PROXY', 'HTTP_PROXY'] as const

/** The name under which a variable is set, lower case first, as curl and undici have it. */
const nameOf = (variable: string, env: Environment): string =>
  env[variable.toLowerCase()] === undefined ? variable : variable.toLowerCase()

/**
 * The proxy that a variable names; undefined where it is not set.
 * @throws JheError CONFIG_INVALID for a value without http:// or https://
 */
export function parseProxy(
  variable: (typeof proxyVariables)[number],
  env: Environment,
): Proxy | undefined {
  const name = nameOf(variable, env)
  const text = (env[name] ?? '').trim()
  if (text === '') return undefined
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) {
    const url = new URL(text)
    return { variable: name, url, place: url.host }
  }
  throw new JheError(
    'CONFIG_INVALID',
    `${name} is not the address of an http:// or https:// proxy.`,
    `Write it with its scheme where the host starts jhe-mcp: ${name}=http://<host>:<port>`,
  )
}

const families = [
  { version: 4, family: 'ipv4', bits: 32 },
  { version: 6, family: 'ipv6', bits: 128 },
] as const

const familyOf = (address: string) => families.find(({ version }) => version === isIP(address))

/** Whether an address lies in a network like `10.0.0.0/8`. */
const isInNetwork = (address: string, entry: string): boolean => {
  const [, network = '', bits = ''] = /^(.+)\/(\d{1,3})$/.exec(entry) ?? []
  const kind = familyOf(network)
  if (kind === undefined || kind !== familyOf(address) || Number(bits) > kind.bits) return false
  const list = new BlockList()
  list.addSubnet(network, Number(bits), kind.family)
  return list.check(address, kind.family)
}

/** A host without the brackets of an IPv6 address, and its port. */
const splitPort = (text: string): readonly [host: string, port: string | undefined] => {
  if (isIP(text) === 6) return [text, undefined]
  const [, host = '', port] = /^(.+?)(?::(\d+))?$/.exec(text) ?? []
  return [host.replace(/^\[(.*)\]$/, '$1'), port]
}

/** Whether `NO_PROXY` takes a host out: `host`, `host:port`, `.domain`, `*.domain`, an address, a network or `*`. */
const isExempt = ({ host, protocol }: URL, env: Environment): boolean => {
  const given = env[nameOf('NO_PROXY', env)] ?? ''
  if (given.trim() === '*') return true
  const standard = protocol === 'https:' ? '443' : '80'
  const [name, port = standard] = splitPort(host)
  return given.split(/[,\s]+/).some((entry) => {
    if (entry === '') return false
    const [own, ownPort] = splitPort(entry.toLowerCase())
    if (isInNetwork(name, own)) return true
    const domain = own.replace(/^\*?\./, '')
    if (ownPort !== undefined && ownPort !== port) return false
    return name === domain || name.endsWith(`.${domain}`)
  })
}

/**
 * The proxy for an address; undefined where none is set or `NO_PROXY` takes the host out.
 * @throws JheError CONFIG_INVALID that names the variable
 */
export function proxyFor(url: URL, env: Environment): Proxy | undefined {
  if (isExempt(url, env)) return undefined
  return parseProxy(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY', env)
}
