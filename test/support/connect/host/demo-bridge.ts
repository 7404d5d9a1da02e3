import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { freePort } from '../../loopback.js'
import { startBin } from '../../processes/spawn-bin.js'
import { createDemoBrowser } from '../../serve/sign-in-demo.js'

/** `jhe-mcp demo --http`, and a computer whose person reaches it through `jhe-mcp connect`. */
export interface DemoBridge {
  /** The endpoint. */
  readonly url: string
  readonly origin: string
  readonly folder: string
  /** Settings of a host's entry for the bridge. */
  readonly env: Readonly<Record<string, string>>
  /** The addresses that were opened in the browser, in order. */
  tabs(): readonly string[]
  /** Signs in at an address as somebody of the demo. @returns what the last page says */
  signIn(address: string, person: number): Promise<string>
  /** Lines of the audit trail. */
  trail(): readonly unknown[]
  close(): Promise<void>
}

/** What `$BROWSER` runs: notes the address. */
const script = (tabs: string): string => `#!/bin/sh\nprintf '%s\\n' "$1" >> '${tabs}'\n`

const linesOf = (path: string): readonly string[] =>
  existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : []

/** Starts the demo and makes an empty home folder. */
export async function openDemoBridge(): Promise<DemoBridge> {
  const folder = mkdtempSync(join(tmpdir(), 'jhe-mcp-connect-'))
  const [port, callback] = [await freePort(), await freePort()]
  const origin = `http://localhost:${port}`
  const own = { HOME: folder, XDG_CACHE_HOME: join(folder, 'cache') }
  const demo = startBin(['demo', '--http', '--listen', `localhost:${port}`], own)
  await demo.said(/^It is served at /)
  const [browser, tabs, trail] = ['browser', 'tabs', 'audit.jsonl'].map((name) =>
    join(folder, name),
  )
  writeFileSync(String(browser), script(String(tabs)))
  chmodSync(String(browser), 0o755)
  return {
    url: `${origin}/mcp`,
    origin,
    folder,
    env: {
      ...own,
      BROWSER: String(browser),
      JHE_TOKEN_STORE: 'file',
      JHE_TOKEN_DIR: join(folder, 'tokens'),
      JHE_AUDIT_LOG: String(trail),
      JHE_REDIRECT_URI: `http://localhost:${callback}/callback`,
    },
    tabs: () => linesOf(String(tabs)),
    signIn: async (address, person) => {
      const pages = createDemoBrowser(origin)
      const { url } = await pages.pick(await pages.consent(address), person)
      return await (await fetch(url)).text()
    },
    trail: () => linesOf(String(trail)).map((line): unknown => JSON.parse(line)),
    close: async () => {
      demo.child.kill('SIGKILL')
      await demo.exit
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
