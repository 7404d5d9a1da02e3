import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { launchChromium } from '../support/browser/chromium.js'
import { headed } from '../support/browser/headed.js'
import { createDatabase, type TestDatabase } from '../support/database/database.js'
import { type CallResult, connectHost, eras, type Host } from '../support/clients/mcp-clients.js'
import { openServerWorld, type ServerWorld } from '../support/worlds/server-world.js'
import { people } from '../support/worlds/jhe/people.js'

let browser: Browser
let database: TestDatabase
let world: ServerWorld
let page: Page
let host: Host | undefined
beforeAll(async () => {
  browser = await launchChromium()
  database = await createDatabase('jhe_0045')
})
afterAll(async () => {
  await browser.close()
  await database.drop()
})
beforeEach(async () => {
  world = await openServerWorld(database.url)
  page = await browser.newPage()
})
afterEach(async () => {
  await host?.close()
  host = undefined
  await page.context().close()
  await world.close()
})

const question = 'list_studies'

/** Signs in on the page of JHE that the tab shows. */
const signInOnPage = async (): Promise<void> => {
  await page.getByLabel('User id').fill(String(people.coordinator.userId))
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Asks, and resolves `tab` when the server has opened one. */
const askAndWait = (
  asked: Host,
): { readonly answer: Promise<CallResult>; readonly tab: Promise<string> } => {
  let tell: () => void = () => undefined
  const waiting = new Promise<void>((resolve) => {
    tell = resolve
  })
  const answer = asked.call(question, {}, () => {
    tell()
  })
  return { answer, tab: waiting.then(async () => await world.browser.tab(1)) }
}

const failureCode = ({ error }: CallResult): string | undefined => error?.code

describe.each(eras)('a person whose host of %s asks without a session', (era) => {
  it('signs in in the tab that the server opened, sees our page, and has the answer', async () => {
    host = await connectHost(era, { env: world.env })
    const { answer, tab } = askAndWait(host)
    await page.goto(await tab)
    await signInOnPage()
    await headed(page, 'You are signed in')
    const { isError, value } = await answer
    expect(isError).toBe(false)
    expect(z.object({ total: z.int().positive() }).safeParse(value).success).toBe(true)
    expect(await world.browser.tabs()).toHaveLength(1)
    expect((await host.call(question)).isError).toBe(false)
  })

  it('declines on the page of JHE: the question says so, the next one has another address', async () => {
    host = await connectHost(era, { env: world.env })
    const { answer, tab } = askAndWait(host)
    await page.goto(await tab)
    await page.getByRole('link', { name: 'Decline' }).click()
    await headed(page, 'Sign-in was cancelled')
    expect(failureCode(await answer)).toBe('SIGN_IN_DENIED')
    const again = await host.call(question)
    expect(failureCode(again)).toBe('SIGN_IN_REQUIRED')
    await page.goto(/http:\/\/[^\s"]+\/authorize\/[^\s"]+/.exec(again.text)?.[0] ?? '')
    await signInOnPage()
    await headed(page, 'You are signed in')
    expect((await host.call(question)).isError).toBe(false)
  })

  it('opens the address that the host shows, and has the answer', async () => {
    const opening: Promise<unknown>[] = []
    host = await connectHost(era, {
      env: world.env,
      elicitation: {
        modes: { url: {} },
        answer: async (params) => {
          const { url } = z.looseObject({ url: z.string() }).parse(params)
          opening.push(page.goto(url).then(signInOnPage))
          return await Promise.resolve('accept')
        },
      },
    })
    const answer = await host.call(question)
    await Promise.all(opening)
    expect(answer.isError).toBe(false)
    await headed(page, 'You are signed in')
    expect(await world.browser.tabs()).toEqual([])
  })
})
