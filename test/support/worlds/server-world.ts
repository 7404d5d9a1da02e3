import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expectCleanFolder } from '../clean-folder.js'
import { type Issuer, startIssuer } from '../issuer/issuer.js'
import { ask, freePort, type Reply } from '../loopback.js'
import { startBin, type BrowserStub, createBrowserStub } from '../processes/spawn-bin.js'
import { people } from './jhe/people.js'
import { generousBrake } from '../guard/generous.js'

/** Everything around a running server: an issuer, a home of its own, a callback port, a browser. */
export interface ServerWorld {
  readonly issuer: Issuer
  readonly port: number
  readonly tokenDir: string
  readonly browser: BrowserStub
  /** What a host would have in its configuration. */
  readonly env: Readonly<Record<string, string>>
  /** Signs the coordinator in at the issuer and follows the way back. @returns our page */
  readonly finish: (address: string) => Promise<Reply>
  /** Runs `jhe-mcp <args>` to its end. @returns its exit code and what it wrote */
  readonly run: (
    ...args: readonly string[]
  ) => Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>
  readonly close: () => Promise<void>
}

export async function openServerWorld(
  databaseUrl: string,
  change: Readonly<Record<string, string>> = {},
): Promise<ServerWorld> {
  const port = await freePort()
  const redirect = `http://localhost:${port}/callback`
  const { userId: subject } = people.coordinator
  const issuer = await startIssuer({ people: [{ subject }], redirectUris: [redirect] })
  const home = await mkdtemp(join(tmpdir(), 'jhe-mcp-home-'))
  const browser = await createBrowserStub(home)
  const tokenDir = join(home, '.jhe_mcp')
  const env = {
    HOME: home,
    USERPROFILE: home,
    BROWSER: browser.path,
    JHE_BASE_URL: issuer.baseUrl,
    JHE_CLIENT_ID: issuer.clientId,
    JHE_DB_CONN: databaseUrl,
    ...generousBrake,
    JHE_REDIRECT_URI: redirect,
    JHE_TOKEN_STORE: 'file',
    ...change,
  }
  return {
    issuer,
    port,
    tokenDir,
    browser,
    env,
    finish: async (address) => await ask((await issuer.signIn(address, subject)).href),
    run: async (...args) => {
      const { exit, stdout, stderr } = startBin(args, env)
      return { code: await exit, stdout: stdout(), stderr: stderr() }
    },
    close: async () => {
      await issuer.close()
      await expectCleanFolder(tokenDir)
      await rm(home, { recursive: true, force: true })
    },
  }
}
