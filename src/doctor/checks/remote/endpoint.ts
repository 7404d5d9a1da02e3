import { z } from 'zod'

import { clean } from '../../../text/clean.js'
import { defineCheck, found, pass, skip, type Check } from '../../check.js'
import type { RemoteServer } from '../../remote/remote-server.js'

const aboutSchema = z.object({
  name: z.literal('jhe-mcp'),
  version: z.string(),
  endpoints: z.object({ mcp: z.string() }),
})

const aboutCheck = ({ base, ask }: RemoteServer): Check =>
  defineCheck({
    id: 'remote.about',
    group: 'remote',
    title: 'What it is (/)',
    needs: ['remote.tls'],
    network: true,
    outcomes: {
      other_address: {
        status: 'fail',
        why: 'It names itself by another address, so that sign-ins end in errors.',
        fix: "The server's administrator sets JHE_PUBLIC_URL to the address that people use.",
        docs: 'for-jhe-administrators',
      },
    },
    run: async (_context, signal) => {
      const { json, status } = await ask(new URL(`${base}/`), signal)
      const about = aboutSchema.safeParse(json).data
      if (about === undefined) return skip(`not a jhe-mcp (status ${status})`)
      const { mcp } = about.endpoints
      return mcp === `${base}/mcp`
        ? pass(`jhe-mcp ${clean(about.version, 30)}`)
        : found('other_address', 'it names itself by another address', { detail: clean(mcp, 200) })
    },
  })

const isRoot = ({ url }: RemoteServer): boolean => url.pathname === '/'

const isOk = (status: number): boolean => status >= 200 && status < 300

const troubleOf = (status: number) => {
  if (status >= 500 || status === 429) return 'trouble'
  if (status === 403) return 'forbidden'
  return status >= 300 && status < 400 ? 'redirect' : 'nothing'
}

const challengeOutcomes = {
  open: {
    status: 'warn',
    why: 'Whoever reaches it can use it without signing in.',
    fix: 'Is it meant to be open? Else tell its administrator.',
    docs: 'security',
  },
  nothing: {
    status: 'fail',
    why: 'Hosts find no MCP server at this address.',
    fix: 'Check the path: the address of a jhe-mcp ends in /mcp',
    docs: 'troubleshooting',
  },
  forbidden: {
    status: 'fail',
    why: 'A server, or what stands before it, refuses everybody who asks by this name.',
    fix: "The server's administrator compares the address with JHE_PUBLIC_URL, and the firewall.",
    docs: 'for-jhe-administrators',
  },
  redirect: {
    status: 'fail',
    why: 'Hosts do not follow a redirect with what they send.',
    fix: 'Use the address that it leads to, mostly https:// and without a slash at its end.',
    docs: 'troubleshooting',
  },
  trouble: {
    status: 'fail',
    why: 'The server, or a proxy in front of it, has a problem of its own.',
    fix: "Tell the server's administrator.",
    docs: 'troubleshooting',
  },
  unnamed: {
    status: 'warn',
    why: 'Hosts have to guess where the documents of the sign-in are, and not every one does.',
    fix: 'Its administrator lets the proxy pass WWW-Authenticate on, with resource_metadata in it.',
    docs: 'troubleshooting',
  },
} as const

const challengeCheck = (server: RemoteServer): Check =>
  defineCheck({
    id: 'oauth.challenge',
    group: 'oauth',
    title: 'Asks hosts to sign in (401)',
    needs: ['remote.tls'],
    network: true,
    limitMs: 12_000,
    outcomes: challengeOutcomes,
    run: async (_context, signal) => {
      const { status, headers } = await server.challenge(signal)
      if (status === 401) {
        const isNamed = /\bresource_metadata=/i.test(headers.get('www-authenticate') ?? '')
        return isNamed ? pass('yes') : found('unnamed', 'it does not say where to sign in')
      }
      if (isOk(status)) return found('open', 'it answers without a token')
      const name = troubleOf(status)
      return name === 'nothing' && isRoot(server)
        ? skip('hosts do not ask here: give them the address with its path, like /mcp')
        : found(name, `it answers with status ${status}`)
    },
  })

/** What answers at the address. */
export const endpointChecks = (server: RemoteServer): readonly Check[] => [
  aboutCheck(server),
  challengeCheck(server),
]
