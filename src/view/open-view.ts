import { Host } from './host.js'
import { Session } from './session.js'
import type { ToolCalls } from './tool-calls.js'

/** What a view puts on its page. */
export interface ViewPage {
  readonly element: HTMLElement
  /** Of the view's own tool. */
  readonly calls: ToolCalls
  /** Draws again what is shown: the colours or the width are others, or the host can do more. */
  readonly redraw: () => void
}

/** The tool that a page was given for: one page may be that of several tools. */
export const ownTool = (): string => document.body.dataset['tool'] ?? ''

/**
 * Puts a view on its page, in the colours of the host or the system, and connects it: it is drawn
 * again whenever these or the width change, and the host is told how high it is.
 */
export function openView(pageOf: (host: Host) => ViewPage): void {
  const host = new Host()
  const page = pageOf(host)
  const look = (): void => {
    host.applyLook()
    page.redraw()
  }
  document.body.append(page.element)
  look()
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
    window.matchMedia(query).addEventListener('change', look)
  }
  let [width, height] = [0, 0]
  new ResizeObserver(() => {
    if (page.element.clientWidth !== width) {
      width = page.element.clientWidth
      page.redraw()
    }
    const now = Math.ceil(page.element.getBoundingClientRect().height)
    if (now === height || host.fixedHeight !== undefined) return
    height = now
    host.tellHeight(height)
  }).observe(page.element)
  void new Session(host, page.calls).open(look)
}
