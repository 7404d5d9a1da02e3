import { expect } from 'vitest'

import { axeFaults } from '../axe.js'
import type { NamedHost, Theme } from './hosts/named-hosts.js'
import type { OpenView } from './stand-in-host.js'

/** Widths from a phone to a wide window, in pixels. */
export const widths = [320, 494, 720, 1100] as const

/** How many pixels of the page are out of sight to the right. */
export const tooWide = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'

/** Pairs of texts of one drawing that lie on each other. */
export const collisions = `[...document.querySelectorAll('svg')].flatMap((svg) => {
  const all = [...svg.querySelectorAll('text')].map((text) => [text.textContent, text.getBoundingClientRect()])
  return all.flatMap(([one, a], i) => all.slice(i + 1)
    .filter(([, b]) => a.right - 1 > b.left && b.right - 1 > a.left && a.bottom - 3 > b.top && b.bottom - 3 > a.top)
    .map(([other]) => one + ' / ' + other))
})`

/** How long something that a busy machine does late is waited for. @param message what it is about */
export const patient = (message: string) => ({ message, timeout: 60_000 })

/** Moves a page's own clock on, by as much again and again, until something is there. */
export async function passTime(
  { page }: Pick<OpenView, 'page'>,
  ms: number,
  isThere: () => Promise<boolean>,
): Promise<void> {
  const isThereLater = async (): Promise<boolean> => {
    await page.clock.fastForward(ms)
    return await isThere()
  }
  await expect.poll(isThereLater, patient('time passes')).toBe(true)
}

/** Tells a theme in the host's way: by message, or by what the system says where it tells none. */
export async function changeTheme(
  view: OpenView,
  { context }: Pick<NamedHost, 'context'>,
  theme: Theme,
): Promise<void> {
  await view.page.emulateMedia({ colorScheme: theme })
  const params = context(theme)
  if (params !== undefined) {
    await view.tell({ method: 'ui/notifications/host-context-changed', params })
  }
  await view.frame.locator(`html[data-theme="${theme}"]`).waitFor({ state: 'attached' })
}

/** The view in every width: nothing to the right of the page, no text on another. */
async function fits(view: OpenView, name: string): Promise<void> {
  for (const width of widths) {
    await view.page.evaluate(`window.setWidth(${width})`)
    const message = `${name}, ${width} px`
    await expect.poll(async () => await view.frame.evaluate(tooWide), patient(message)).toBe(0)
    await expect
      .poll(async () => await view.frame.evaluate(collisions), patient(message))
      .toEqual([])
  }
}

/** One that tells its theme, and no more. */
const anyHost = { name: 'any host', context: (theme: Theme) => ({ theme }) }

/**
 * What holds for whatever a view shows: in both themes axe finds nothing, in every width it fits, the
 * browser complained of nothing, and nothing was loaded.
 */
export async function checkState(
  view: OpenView,
  host: Pick<NamedHost, 'name' | 'context'> = anyHost,
): Promise<void> {
  await view.loadAxe()
  await changeTheme(view, host, 'dark')
  expect(await axeFaults(view.frame), `${host.name}, dark`).toEqual([])
  await changeTheme(view, host, 'light')
  // of what axe looks at, a theme changes no more than colours
  const colours = { runOnly: ['color-contrast'] }
  expect(await axeFaults(view.frame, colours), `${host.name}, light`).toEqual([])
  await fits(view, host.name)
  const { complaints, loaded } = view
  expect({ complaints, loaded }, host.name).toEqual({ complaints: [], loaded: [] })
}
