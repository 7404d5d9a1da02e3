import type { Readable } from 'node:stream'

import type { Place } from '../auth/place.js'
import { readPastedAddress } from '../auth/sign-in/callback/pasted-address.js'
import type { RedirectUri } from '../auth/sign-in/callback/redirect-uri.js'
import type { SignInAttempt } from '../auth/sign-in/attempt.js'
import {
  forwardingHint,
  forwardingLine,
  type Environment,
} from '../auth/sign-in/environment-detection.js'

export interface PresenterOptions {
  /** False for `--no-browser`. */
  readonly browser: boolean
  readonly place: Place
  readonly redirect: RedirectUri
  /** @returns whether a browser was opened. */
  readonly openBrowser: (address: string) => Promise<boolean>
  readonly environment: Environment
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stderr: (line: string) => void
}

/** How the address is shown and a pasted one is read; `stop` stops reading stdin. */
export interface Presenter extends Required<Pick<SignInAttempt, 'present' | 'upgraded'>> {
  readonly stop: () => void
}

export function createPresenter(options: PresenterOptions): Presenter {
  const { browser, place, redirect, openBrowser, environment, stdin, stderr } = options
  let stop: (() => void) | undefined
  let read: () => void = () => undefined

  const showInBrowser = async (address: string): Promise<void> => {
    for (const line of forwardingHint(environment, redirect, place)) stderr(line)
    const isOpen = await openBrowser(address)
    stderr(
      isOpen
        ? 'Waiting for the browser; Ctrl-C stops.'
        : 'Could not open a browser; use the address above. Ctrl-C stops.',
    )
  }

  const showForElsewhere = (): void => {
    stderr('If the browser is on another computer, first run there:')
    stderr(forwardingLine(redirect))
    if (stdin.isTTY === true) {
      stderr('Or sign in there, and paste here the address of the page that cannot be shown:')
    }
    read()
  }

  return {
    present: async (address, listener) => {
      read = () => {
        stop ??= readPastedAddress({ input: stdin, redirect, listener, place, say: stderr })
      }
      stderr(
        browser ? `Sign in to ${place.name} in your browser:` : 'Open this address in a browser:',
      )
      stderr(address)
      if (browser) await showInBrowser(address)
      else showForElsewhere()
    },
    upgraded: () => {
      if (stdin.isTTY !== true) return
      stderr('Or paste the address of that page here:')
      read()
    },
    stop: () => {
      stop?.()
    },
  }
}
