import { createHash } from 'node:crypto'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Credentials } from '../../../src/connect/account/remote-account.js'
import { toJheError } from '../../../src/errors.js'
import { openAccount } from '../connect/open-account.js'

const [step = '', url = '', dir = '', port = ''] = process.argv.slice(2)
const signal = new AbortController().signal

/** Tells whether two processes have the same token, without telling it. */
const show = (credentials: Credentials | undefined): string =>
  credentials === undefined
    ? 'nobody'
    : createHash('sha256').update(JSON.stringify(credentials)).digest('hex').slice(0, 16)

const account = openAccount(url, dir, Number(port), {
  openBrowser: async (address) => {
    await appendFile(join(dir, 'tabs'), `${address}\n`)
    return true
  },
})

const steps: Readonly<Record<string, () => Promise<string>>> = {
  credentials: async () => show(await account.credentials(signal)),
  renew: async () => show(await account.renew(await account.credentials(signal), {}, signal)),
  'sign-in': async () => show(await account.signIn({}, signal)),
}

try {
  console.log(await steps[step]?.())
} catch (thrown) {
  console.log(toJheError(thrown).code)
}
await account.stop()
