import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { demoPerson } from '../../../src/demo/people.js'
import { pickAndReturn } from '../../support/worlds/demo-visitor.js'
import { freePort, isFree } from '../../support/loopback.js'
import {
  connectHost,
  type Elicitation,
  eras,
  type Host,
} from '../../support/clients/mcp-clients.js'
import { type BrowserStub, createBrowserStub, startBin } from '../../support/processes/spawn-bin.js'

let home: string
let browser: BrowserStub
let port: number
let env: Readonly<Record<string, string>>
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'jhe-demo-home-'))
  await mkdir(join(home, 'tmp'))
})
afterAll(async () => {
  await rm(home, { recursive: true })
})
beforeEach(async () => {
  await rm(join(home, 'tabs'), { force: true })
  browser = await createBrowserStub(home)
  port = await freePort()
  env = {
    HOME: home,
    USERPROFILE: home,
    TMPDIR: join(home, 'tmp'),
    BROWSER: browser.path,
    JHE_REDIRECT_URI: `http://localhost:${port}/callback`,
  }
})
afterEach(async () => {
  expect(await readdir(join(home, 'tmp'))).toEqual([])
  expect(await readdir(home)).not.toContain('.jhe_mcp')
  expect(await isFree(port)).toBe(true)
})

const address = /http:\/\/localhost:\d+\/o\/authorize\/\S+/
const coordinator = demoPerson().userId

const tour = (change: Readonly<Record<string, string>> = {}) =>
  startBin(['demo', '--sign-in'], { ...env, ...change })

/** What the tour must show, whatever else it does. */
const toured = [
  ...['list_studies', 'get_study_metadata', 'get_patient_demographics', 'search_patients'],
  ...['get_patient_observations', 'summarize_observations', 'get_observation_trend'],
  ...['describe_schema', 'get_server_status', 'get_clinical_records'],
  ...['list_patient_summaries', 'summarize_cohort'],
]

describe('jhe-mcp demo --sign-in', () => {
  it('signs in through the browser, shows the tour as whoever was picked, and signs out', async () => {
    const demo = tour()
    const line = await demo.said(address)
    await demo.said(/Waiting for the browser/)
    expect(await browser.tab(1)).toBe(line)
    expect(await browser.tabs()).toHaveLength(1)
    const { status, body } = await pickAndReturn(line, demoPerson('scientist').userId)
    expect([status, body]).toEqual([200, expect.stringContaining('You are signed in')])
    expect(body).toContain('<code>node bin/jhe-mcp.js login --switch</code>')
    expect(await demo.exit).toBe(0)
    const said = demo.stdout()
    expect(said).toContain('person:  user 10002')
    expect(said).toContain('You are signed in as "scientist"')
    expect(said).toContain('Sleep, Steps and Strength')
    expect(said).toContain('NOT_VISIBLE')
    for (const name of toured) expect(said).toContain(`node bin/jhe-mcp.js call ${name} `)
    expect(said).toContain('Signed out: revoked at http://localhost:')
    expect(said).toContain('`node bin/jhe-mcp.js demo --stdio --sign-in`')
    expect(said).not.toMatch(/[ `]jhe-mcp (call|tools|demo|login)/)
    expect(demo.stderr()).not.toContain('oidc-provider')
  })

  it('with JHE_LOGIN=manual opens no browser and prints the address', async () => {
    const demo = tour({ JHE_LOGIN: 'manual' })
    await pickAndReturn(await demo.said(address), 'nobody')
    expect(await demo.exit).toBe(3)
    expect(demo.stderr()).toContain('Open this address in a browser:')
    expect(await browser.tabs()).toEqual([])
  })

  it('refuses every question of somebody whose account is switched off, and signs out', async () => {
    const demo = tour()
    await pickAndReturn(await demo.said(address), demoPerson('inactive').userId)
    expect(await demo.exit).toBe(3)
    expect(demo.stdout()).toContain('Signed out: revoked')
    expect(demo.stderr()).toContain('ACCOUNT_INACTIVE')
  })

  it('ends with SIGN_IN_DENIED when nobody is picked', async () => {
    const demo = tour()
    const { body } = await pickAndReturn(await demo.said(address), 'nobody')
    expect(body).toContain('Sign-in was cancelled')
    expect(await demo.exit).toBe(3)
    expect(demo.stderr()).toContain('SIGN_IN_DENIED')
  })

  it('leaves nothing behind when it is interrupted', async () => {
    const demo = tour()
    await demo.said(/Waiting for the browser/)
    demo.child.kill('SIGINT')
    expect(await demo.exit).toBe(130)
  })

  it('T-B4: goes on without a browser, and takes of a real JHE the redirect address only', async () => {
    const demo = tour({
      BROWSER: '/nonexistent/browser',
      JHE_BASE_URL: 'https://jhe.example.org',
      JHE_CLIENT_ID: 'real-client',
      JHE_SCOPES: 'openid email',
      JHE_TOKEN_STORE: 'keychain',
      JHE_PERMISSIONS: 'claims',
    })
    await demo.said(/Could not open a browser/)
    const line = await demo.said(address)
    expect(new URL(line).searchParams.get('redirect_uri')).toBe(env['JHE_REDIRECT_URI'])
    await pickAndReturn(line, coordinator)
    expect(await demo.exit).toBe(0)
    expect(demo.stdout()).toContain('store:   file')
  })

  it('refuses --as, since the person is picked on the page', async () => {
    const demo = startBin(['demo', '--sign-in', '--as', 'viewer'], env)
    expect(await demo.exit).toBe(2)
    expect(demo.stderr()).toContain('--as')
  })
})

describe.each(eras)('jhe-mcp demo --stdio --sign-in, for a client of %s', (era) => {
  let host: Host | undefined
  afterEach(async () => {
    await host?.close()
    host = undefined
  })

  const connect = async (
    change: Readonly<Record<string, string>> = {},
    elicitation?: Elicitation,
  ): Promise<Host> => {
    host = await connectHost(era, {
      args: ['demo', '--stdio', '--sign-in'],
      env: { ...env, ...change },
      ...(elicitation && { elicitation }),
    })
    return host
  }

  it('signs in with the first question, through a client that can show an address', async () => {
    const server = await connect(
      {},
      {
        modes: { url: {} },
        answer: async (params) => {
          await pickAndReturn(z.looseObject({ url: z.string() }).parse(params).url, coordinator)
          return 'accept'
        },
      },
    )
    const { value } = await server.call('get_study_count')
    expect(value).toMatchObject({ count: 4 })
    expect(value?.['notice']).toContain('invented')
    expect(await browser.tabs()).toEqual([])
  })

  it('signs in with the first question, through a browser', async () => {
    const server = await connect()
    let picking: Promise<unknown> | undefined
    const { value } = await server.call('get_study_count', {}, () => {
      picking ??= browser.tab(1).then(async (tab) => await pickAndReturn(tab, coordinator))
    })
    await picking
    expect(value).toMatchObject({ count: 4 })
  })

  it('with JHE_LOGIN=manual answers with the address, and answers once somebody is signed in', async () => {
    const server = await connect({ JHE_LOGIN: 'manual' })
    const { error } = await server.call('get_study_count')
    expect(error?.code).toBe('SIGN_IN_REQUIRED')
    await pickAndReturn(address.exec(error?.hint ?? '')?.[0] ?? '', demoPerson('patient').userId)
    expect((await server.call('get_study_count')).value).toMatchObject({ count: 2 })
    expect(await browser.tabs()).toEqual([])
  })
})
