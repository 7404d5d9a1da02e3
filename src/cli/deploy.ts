import type { Output } from '../app/runtime.js'
import { ports, replicaNames } from '../deploy/deployment.js'
import { deployments } from '../deploy/deployments.js'
import { JheError } from '../errors.js'

/** Flags of `jhe-mcp deploy`. */
export interface DeployFlags {
  readonly list?: boolean
  readonly replicas: string
  readonly publicUrl?: string
  readonly addresses?: readonly string[]
}

const list = (): string =>
  deployments.map(({ name, about }) => `${name.padEnd(12)}${about}\n`).join('')

const kindNamed = (name: string | undefined) => {
  const kind = deployments.find((one) => one.name === name)
  if (kind !== undefined) return kind
  throw new JheError(
    'INPUT_INVALID',
    name === undefined
      ? 'deploy needs to know what to print.'
      : `There is nothing to print for ${JSON.stringify(name.slice(0, 40))}.`,
    `Name one of: ${deployments.map((one) => one.name).join(', ')}. \`jhe-mcp deploy --list\` says what each is.`,
  )
}

const replicasOf = (text: string): number => {
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (count >= 1) return count
  throw new JheError(
    'INPUT_INVALID',
    '--replicas is not a number from 1 to 999.',
    'Write it like --replicas 3',
  )
}

const addressOf = (text: string): string => {
  const [, port] = /^(?:[\w.-]+|\[[\da-f:]+\]):(\d{1,5})$/i.exec(text) ?? []
  if (Number(port) >= 1 && Number(port) <= 65_535) return text
  throw new JheError(
    'INPUT_INVALID',
    '--addresses holds something that is not host:port.',
    'Write it like --addresses 10.0.0.1:8001 10.0.0.2:8001',
  )
}

/** Names as they may stand in each of the files, whose own signs `URL` lets pass. */
const plainHost = /^([a-z\d.-]+|\[[\da-f:]+\])$/

const publicUrlOf = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isBare = url?.href === `${url?.origin ?? ''}/`
  if (isBare && url.protocol === 'https:' && plainHost.test(url.hostname)) return url
  throw new JheError(
    'INPUT_INVALID',
    '--public-url is not an https:// address without a path.',
    'Write it like --public-url https://mcp.example.org',
  )
}

/**
 * `jhe-mcp deploy <kind>`: prints what runs `serve` elsewhere.
 * @throws JheError INPUT_INVALID for an unknown kind or a wrong flag
 */
export function deployCommand(
  { stdout, version }: { readonly stdout: Output; readonly version: string },
  name: string | undefined,
  flags: DeployFlags,
): number {
  if (flags.list === true) {
    stdout.write(list())
    return 0
  }
  const { print } = kindNamed(name)
  const publicUrl = publicUrlOf(flags.publicUrl ?? 'https://mcp.example.org')
  const count = replicasOf(flags.replicas)
  const named = replicaNames(count).map((host) => `${host}:${ports.people}`)
  const addresses = (flags.addresses ?? named).map(addressOf)
  stdout.write(print({ version, publicUrl, replicas: flags.addresses?.length ?? count, addresses }))
  return 0
}
