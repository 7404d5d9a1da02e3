import { PassThrough } from 'node:stream'

import { afterEach, describe, expect, it } from 'vitest'

import { type Account, openAccount } from '../../../src/app/account.js'
import { loadConfig, settingSources } from '../../../src/config.js'
import { createLog } from '../../../src/log.js'
import { rejected } from '../../support/caught.js'
import { openSignInWorld, type SignInWorld } from '../../support/worlds/sign-in-world.js'
import { root } from '../../support/source-files.js'
import { testMachine } from '../../support/worlds/stores.js'
import { noPolicy } from '../../support/worlds/no-policy.js'

let world: SignInWorld
let account: Account | undefined
afterEach(async () => {
  await account?.background.stop()
  await world.close()
})

const never = (): AbortSignal => new AbortController().signal

/** The account as a server has it whose browser cannot be opened. */
const open = (env: Readonly<Record<string, string>>): Account => {
  const nowhere = { write: () => undefined, columns: undefined }
  const config = loadConfig({
    flags: {},
    env: {
      JHE_ISSUER: world.issuer.issuer,
      JHE_CLIENT_ID: world.issuer.clientId,
      JHE_REDIRECT_URI: `http://localhost:${world.port}/callback`,
      JHE_TOKEN_DIR: world.folder,
      JHE_TOKEN_STORE: 'file',
    },
    home: world.folder,
  })
  return openAccount(
    {
      config,
      sources: settingSources({ flags: {}, env: {} }),
      log: createLog('error', () => undefined),
      runtime: {
        argv: [],
        env: { ...env, BROWSER: '/nonexistent/browser' },
        home: world.folder,
        version: '0.0.0',
        machine: testMachine,
        execPath: process.execPath,
        nodeVersion: process.versions.node,
        folder: root,
        packageFolder: root,
        policy: noPolicy,
        fetch: async (url, { body, ...init }) => await fetch(url, { ...init, body: body ?? null }),
        stdin: new PassThrough(),
        stdout: nowhere,
        stderr: nowhere,
        now: () => new Date(),
        interrupted: never(),
        becomeService: () => undefined,
      },
    },
    { audit: { record: () => undefined } },
  )
}

describe('the account of a server', () => {
  it('over SSH tells with the address how a browser elsewhere comes back here', async () => {
    world = await openSignInWorld()
    account = open({ SSH_CONNECTION: '192.0.2.1 50000 192.0.2.2 22' })
    const error = await rejected(account.background.require(never()))
    expect(error.code).toBe('SIGN_IN_REQUIRED')
    expect(error.hint).toContain(`ssh -L ${world.port}:127.0.0.1:${world.port} <host>`)
  })
})
