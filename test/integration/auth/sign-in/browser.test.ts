import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { launcherOf, openBrowser } from '../../../../src/auth/sign-in/browser.js'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jhe-browser-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

const stub = async (name: string, body: string): Promise<string> => {
  const file = join(folder, name)
  await writeFile(file, `#!/bin/sh\n${body}\n`)
  await chmod(file, 0o755)
  return file
}

const recorder = async (name: string): Promise<{ file: string; args: () => Promise<string[]> }> => {
  const log = join(folder, `${name}.log`)
  const file = await stub(name, `printf '%s\\n' "$#" "$@" > "${log}"`)
  return { file, args: async () => (await readFile(log, 'utf8')).trimEnd().split('\n') }
}

const address = 'https://jhe.example/o/authorize/?state=a&scope=openid%20email&x=$(id)'

describe.skipIf(process.platform === 'win32')('the browser', () => {
  it('T-B2: is the one of $BROWSER, which gets the address as one argument', async () => {
    const { file, args } = await recorder('own-browser')
    expect(await openBrowser(address, launcherOf({ BROWSER: file }), 20_000)).toBe(true)
    expect(await args()).toEqual(['1', address])
  })

  it('T-B2: gets the address where $BROWSER says %s', async () => {
    const { file, args } = await recorder('with-place')
    const env = { BROWSER: `${file} --new-window %s --private` }
    expect(await openBrowser(address, launcherOf(env), 20_000)).toBe(true)
    expect(await args()).toEqual(['3', '--new-window', address, '--private'])
  })

  it.each(['https://x.example/$(id)', 'https://x.example/&calc', 'https://x.example/`id`;id|id'])(
    'T-B5: gets %s as it is, never through a shell',
    async (strange) => {
      const { file, args } = await recorder('strange')
      expect(await openBrowser(strange, launcherOf({ BROWSER: file }), 20_000)).toBe(true)
      expect(await args()).toEqual(['1', strange])
    },
  )

  it('T-B5: is not started for an address that is not the web', async () => {
    const launched: string[] = []
    const launch = (given: string) => {
      launched.push(given)
      return Promise.reject(new Error('started'))
    }
    for (const bad of ['file:///etc/passwd', 'javascript:alert(1)', 'http://evil.example/'])
      expect(await openBrowser(bad, launch)).toBe(false)
    expect(launched).toEqual([])
  })

  it('T-B4: has not been opened when its helper fails', async () => {
    const file = await stub('failing', 'exit 3')
    expect(await openBrowser(address, launcherOf({ BROWSER: file }), 20_000)).toBe(false)
  })

  it('T-B4: has not been opened when its program does not exist', async () => {
    const launch = launcherOf({ BROWSER: join(folder, 'absent') })
    expect(await openBrowser(address, launch, 20_000)).toBe(false)
  })

  it('counts as opened when its program goes on running', async () => {
    const hanging = await stub('hanging', 'exec sleep 5')
    expect(await openBrowser(address, launcherOf({ BROWSER: hanging }), 50)).toBe(true)
  })
})
