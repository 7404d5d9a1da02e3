import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { createChoicePage } from '../../../src/app/choice/choice-page.js'
import type { PageOutcome } from '../../../src/calls/request-context.js'
import { freePort, isFree } from '../../support/loopback.js'
import { createBrowserStub, type BrowserStub } from '../../support/processes/spawn-bin.js'
import { testCommand, type TestCommand } from '../../support/worlds/runtime.js'
import { createTestFolder, type TestFolder } from '../../support/worlds/stores.js'

let folder: TestFolder
let browser: BrowserStub
let port: number
let command: TestCommand

beforeEach(async () => {
  folder = await createTestFolder()
  browser = await createBrowserStub(folder.path)
  port = await freePort()
  const env = {
    BROWSER: browser.path,
    JHE_TOKEN_DIR: `${folder.path}/tokens`,
    JHE_REDIRECT_URI: `http://localhost:${port}/callback`,
  }
  command = testCommand({ env, home: folder.path })
})
afterEach(async () => {
  expect(await isFree(port)).toBe(true)
  await folder[Symbol.asyncDispose]()
})

const question = {
  reason: 'Which?',
  options: [{ value: '1', label: 'One' }],
  take: async () => await Promise.resolve(true),
}

const askFor = async (lifetimeMs: number, timeoutMs: number): Promise<PageOutcome> => {
  const page = createChoicePage(command, 'file', { lifetimeMs, timeoutMs })
  const outcome = await page.ask(question, new AbortController().signal)
  await page.close()
  return outcome
}

/** The stub notes a tab a moment after it was started. */
const opened = async (count: number): Promise<void> => {
  await vi.waitFor(async () => {
    expect(await browser.tabs()).toHaveLength(count)
  }, 20_000)
}

it('a page that ended without an answer is followed by another tab', async () => {
  expect(await askFor(1, 60_000)).toBe('unanswered')
  expect(await askFor(1, 60_000)).toBe('unanswered')
  await opened(2)
})

it('a page that its process took along is not: a host that starts again and again opens one tab', async () => {
  expect(await askFor(60_000, 1)).toBe('unanswered')
  expect(await askFor(60_000, 1)).toBe('unopened')
  await opened(1)
})
