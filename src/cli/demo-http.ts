import { randomBytes } from 'node:crypto'

import { noneInDemo, refuseChoice, refuseDelegation } from '../app/delegation/delegation-refused.js'
import { demandGrant } from '../app/grant/open-grant.js'
import { inventedNotice, openDemoWorld } from '../app/demo/demo-app.js'
import type { CommandContext, Runtime } from '../app/runtime.js'
import { startDemoIssuer } from '../demo/issuer/start-issuer.js'
import { demoPeople } from '../demo/people.js'
import { JheError } from '../errors.js'
import { loadServeConfig } from '../serve-config.js'

const loopback = ['localhost', '127.0.0.1', '::1', '']

/**
 * The settings of `serve` for the demo. It listens on this computer alone, since everybody may sign
 * in as anybody, and takes no setting but the port, so that those of a real server do not reach it.
 * @param flag value of `--listen`
 * @throws JheError CONFIG_INVALID
 */
const demoSettings = ({ env, home }: Runtime, flag: string | undefined) => {
  const sources = { flags: { listen: flag }, env: { JHE_LISTEN: env['JHE_LISTEN'] }, home }
  const serve = loadServeConfig(sources)
  const { host, port } = serve.listen
  if (!loopback.includes(host) || port === 0)
    throw new JheError(
      'CONFIG_INVALID',
      'JHE_LISTEN (--listen) names no port of this computer, and only this computer may reach the demo.',
      'Give localhost and a port, like --listen localhost:8001.',
    )
  return {
    ...serve,
    listen: { host: 'localhost', port },
    publicUrl: `http://localhost:${port}`,
    clientSecret: randomBytes(32).toString('base64'),
    drain: { notice: 0, rest: 0.5 },
  }
}

const welcome = (url: string): string => `${inventedNotice}
It is served at ${url}, for this computer only, until Ctrl-C. Let a host ask it:
  claude mcp add --transport http jhe ${url}/mcp
  npx mcp-remote ${url}/sse
The sign-in opens in your browser: allow the host, and pick who to be. Whom you allowed: ${url}/account
`

/** Opens the database while the person still reads, so that the first question need not wait. */
const openAhead = ({ app }: ReturnType<typeof openDemoWorld>, { log }: CommandContext): void => {
  app.database().catch((thrown: unknown) => {
    log.failure(thrown)
  })
}

/**
 * `jhe-mcp demo --http`: all of `jhe-mcp serve` with the demo world, an issuer of its own in the place
 * of JHE, and a state that ends with the process.
 * @param listen value of `--listen`
 * @returns the exit code
 * @throws JheError CONFIG_INVALID for a wrong address, and for a port that is taken
 */
export async function serveDemo(command: CommandContext, listen?: string): Promise<number> {
  const { runtime } = command
  refuseDelegation(command.config, noneInDemo)
  refuseChoice(command.config)
  const { granted, config: own } = demandGrant(command)
  const serve = demoSettings(runtime, listen)
  const { publicUrl, clientSecret } = serve
  const redirectUri = `${publicUrl}/oauth/callback`
  // loaded here, so that the demo without HTTP loads nothing of it
  const [{ serveInMemory }, jhe] = await Promise.all([
    import('./serve/serve-in-memory.js'),
    startDemoIssuer({ people: demoPeople, redirectUri, clientSecret }),
  ])
  const { issuer, clientId } = jhe
  const config = { ...own, issuer, clientId, permissions: 'database' as const }
  const context = { ...command, config, serve }
  const replica = runtime.machine.hostname
  const world = openDemoWorld(context, { replica })
  try {
    await serveInMemory({
      context,
      granted,
      ...world,
      audit: world.app.audit,
      replica,
      onListening: () => {
        runtime.stderr.write(welcome(publicUrl))
        openAhead(world, command)
      },
    })
  } finally {
    await jhe.close()
  }
  return 0
}
