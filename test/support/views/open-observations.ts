import type { Browser } from 'playwright-core'

import { observationsOf, observed } from '../observation-answers.js'
import { resultWith } from './open-list.js'
import { openInHost, type OpenView, type StandIn } from './stand-in-host.js'

/** What single observations were asked with. */
export const observationsArgs = { patient_id: 40_013, limit: 10 } as const

/** A result of heart rates, one an hour. */
export const heartRates = (count: number, rest: object = {}) =>
  resultWith(
    observationsOf(
      Array.from({ length: count }, (_, at) => observed(at, at * 60)),
      rest,
    ),
  )

/** Opens single observations in a host that tells its input and the results given. */
export const openObservations = async (
  browser: Browser,
  html: string,
  host: Partial<StandIn> = {},
): Promise<OpenView> =>
  await openInHost(browser, { html, width: 720, args: observationsArgs, ...host })
