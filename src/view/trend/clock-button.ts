import { short } from '../../picture/words/plain.js'
import { button } from '../dom.js'
import type { Host } from '../host.js'
import { setDisabled } from '../parts/toolbar.js'

/** A button that asks again by the host's clocks. */
export interface ClockButton {
  readonly element: HTMLButtonElement
  /** Hides it where there is nothing to ask. @param zone of the answer; undefined without one */
  readonly update: (zone: string | undefined, isBusy: boolean) => void
}

/** @param onZone takes the IANA name of the host's time zone */
export function clockButton(host: Host, onZone: (zone: string) => void): ClockButton {
  const element = button('', '', () => {
    if (host.timeZone !== undefined) onZone(host.timeZone)
  })
  return {
    element,
    update: (zone, isBusy) => {
      const { timeZone } = host
      element.hidden = !host.canAsk || zone === undefined || [undefined, zone].includes(timeZone)
      element.textContent = `Times of ${short(timeZone ?? '', 40)}`
      setDisabled([element], isBusy)
    },
  }
}
