import { spawn } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { build } from 'tsdown'

import { linesIfThere } from '../if-there.js'
import type { SignInWorld } from '../worlds/sign-in-world.js'
import { watch, type WatchedProcess } from './watch-process.js'

export type LoginProcess = WatchedProcess

/** `login` as processes, with a `$BROWSER` that notes what it is opened at. */
export interface LoginProgram {
  readonly start: (world: SignInWorld, args?: readonly string[]) => LoginProcess
  /** Addresses that the browser was opened at, by all processes together. */
  readonly tabs: () => Promise<readonly string[]>
  readonly remove: () => Promise<void>
}

/** Builds the program once; each test starts as many processes of it as it needs. */
export async function buildLoginProgram(): Promise<LoginProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'jhe-login-'))
  await build({
    config: false,
    entry: { login: 'test/support/processes/login-process.ts' },
    outDir: folder,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    dts: false,
    clean: false,
    report: false,
    logLevel: 'error',
  })
  const log = join(folder, 'tabs')
  const browser = join(folder, 'browser')
  await writeFile(browser, `#!/bin/sh\nprintf '%s\\n' "$1" >> "${log}"\n`)
  await chmod(browser, 0o755)
  return {
    start: ({ issuer, port, folder: tokens }, args = []) =>
      watch(
        spawn(process.execPath, [join(folder, 'login.mjs'), ...args], {
          env: {
            PATH: process.env['PATH'],
            BROWSER: browser,
            JHE_ISSUER: issuer.issuer,
            JHE_CLIENT_ID: issuer.clientId,
            JHE_REDIRECT_URI: `http://localhost:${port}/callback`,
            JHE_TOKEN_DIR: tokens,
          },
        }),
      ),
    tabs: async () => await linesIfThere(log),
    remove: async () => {
      await rm(folder, { recursive: true })
    },
  }
}

/** The line with the address to sign in at. */
export const addressLine = /^http:\/\/[^ ]+\/authorize\/\?[^ ]+$/
