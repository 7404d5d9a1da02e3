import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { readLine } from '../../../src/audit/chain.js'
import { openApp } from '../../../src/app/open-app.js'
import { loginCommand, logoutCommand, withAccount } from '../../../src/cli/session-commands.js'
import { rejected } from '../../support/caught.js'
import { testCommand } from '../../support/worlds/runtime.js'
import { createSessionWorld } from '../../support/worlds/session-world.js'
import { testMachine } from '../../support/worlds/stores.js'

it('A50: lines of sign-in and sign-out say the consent that the policy demands', async () => {
  await using world = await createSessionWorld()
  const folder = join(world.dir, 'managed')
  const policy = { path: join(folder, 'policy.json'), owner: testMachine.uid ?? 0 }
  await mkdir(folder, { mode: 0o755 })
  await writeFile(policy.path, JSON.stringify({ consent: 'enforce' }))
  await chmod(policy.path, 0o644)
  const trail = join(world.dir, 'audit.jsonl')
  const command = testCommand({
    env: {
      JHE_ISSUER: world.owner.issuer,
      JHE_CLIENT_ID: world.owner.clientId,
      JHE_TOKEN_DIR: world.dir,
      JHE_TOKEN_STORE: 'file',
      JHE_CONSENT: 'off',
      JHE_AUDIT_LOG: trail,
      BROWSER: '/nonexistent/browser',
    },
    home: world.dir,
    policy,
    interrupted: AbortSignal.abort(),
  })
  expect(command.config.consent).toBe('off')
  const how = { browser: false, timeout: 1, force: true }

  await withAccount(
    command,
    async (account, _audit, held) => await loginCommand(held, how, account),
  )
  await world.leave(0)
  await withAccount(
    command,
    async (account, audit, held) => await logoutCommand(held, account, audit),
  )
  const app = openApp(command)
  await rejected(
    (async () => {
      await (await app.signIn?.open())?.require(new AbortController().signal)
    })(),
  )
  await app.close()

  const lines = (await readFile(trail, 'utf8')).trimEnd().split('\n').map(readLine)
  expect(lines).toMatchObject([
    { event: 'sign_in', consent: 'enforce' },
    { event: 'sign_out', code: 'OK', consent: 'enforce' },
    { event: 'sign_in', consent: 'enforce' },
  ])
})
