import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { freePort } from '../loopback.js'
import { startBin } from '../processes/spawn-bin.js'
import { authorizeServed } from '../serve/sign-in.js'
import type { ServedWorld } from '../serve/served-world.js'

/** A computer whose person has signed in at a `jhe-mcp serve` elsewhere. */
export interface BridgedPerson {
  readonly home: string
  /** Settings of a host's entry for `jhe-mcp connect`. */
  readonly env: Readonly<Record<string, string>>
  /** Events of the audit trail. */
  trail(): readonly unknown[]
  remove(): void
}

/**
 * Signs somebody in with `jhe-mcp login --url`, as they do in a terminal and a browser.
 * @param path where the server is asked
 */
export async function signInBridge(
  world: Pick<ServedWorld, 'publicUrl' | 'issuer'>,
  subject: number,
  path: '/mcp' | '/sse' = '/mcp',
): Promise<BridgedPerson> {
  const home = mkdtempSync(join(tmpdir(), 'jhe-mcp-bridged-'))
  const trail = join(home, 'audit.jsonl')
  const env = {
    HOME: home,
    USERPROFILE: home,
    JHE_TOKEN_STORE: 'file',
    JHE_REDIRECT_URI: `http://127.0.0.1:${await freePort()}/callback`,
    JHE_AUDIT_LOG: trail,
  }
  const login = startBin(['login', '--no-browser', '--url', `${world.publicUrl}${path}`], env)
  const address = await login.said(/^http:\S+\/authorize\?\S+$/)
  await (await fetch(await authorizeServed(world, address, subject))).text()
  if ((await login.exit) !== 0) throw new Error(login.stderr())
  return {
    home,
    env,
    trail: () =>
      readFileSync(trail, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line): unknown => JSON.parse(line)),
    remove: () => {
      rmSync(home, { recursive: true, force: true })
    },
  }
}
