import { button, el } from '../dom.js'
import type { Host } from '../host.js'

/** A row of buttons; its elements stay, so that the focus does. */
export const toolbarOf = (...elements: readonly HTMLElement[]): HTMLElement =>
  el('div', { class: 'toolbar' }, ...elements)

/** Buttons that can be reached and do nothing, while an answer is awaited. */
export function setDisabled(buttons: readonly HTMLElement[], isDisabled: boolean): void {
  for (const element of buttons) element.setAttribute('aria-disabled', String(isDisabled))
}

/** A button for the whole screen; who draws again hides it where it cannot be. */
export const fullScreenButton = (host: Host): HTMLButtonElement =>
  button('Full screen', '', () => {
    host.requestFullScreen()
  })
