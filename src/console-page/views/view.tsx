import type { VNode } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

import type { JsonRecord } from '../../record.js'
import type { ViewPage } from '../../view/open-view.js'
import type { ServerClient } from '../api/tools.js'
import { ConsoleHost } from './console-host.js'
import { viewOf } from './pages-of-tools.js'

/** Changes after which a view is drawn in other colours. */
const looks = ['(prefers-color-scheme: dark)', '(forced-colors: active)', 'print'] as const

/** Draws a view anew when its place or the colours change. @returns what ends that */
const watchLook = (host: ConsoleHost, page: ViewPage): (() => void) => {
  const { element } = page
  const ending = new AbortController()
  const look = (): void => {
    host.applyLook()
    page.redraw()
  }
  for (const query of looks)
    matchMedia(query).addEventListener('change', look, { signal: ending.signal })
  let width = element.clientWidth
  const watching = new ResizeObserver(() => {
    if (element.clientWidth === width) return
    width = element.clientWidth
    page.redraw()
  })
  watching.observe(element)
  return () => {
    ending.abort()
    watching.disconnect()
  }
}

interface ViewProps {
  /** Of our own server. */
  readonly server: ServerClient
  readonly tool: string
  /** What was asked, and the answer to it: neither is made anew while they are the same. */
  readonly args: JsonRecord
  readonly answer: JsonRecord
}

/** The view of an answer of one of our tools; nothing where there is no view of it. */
export function View({ server, tool, args, answer }: ViewProps): VNode {
  const place = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const leaving = new AbortController()
    const host = new ConsoleHost(server.until(leaving.signal))
    const page = viewOf(tool)?.(host)
    if (page === undefined) return undefined
    place.current?.replaceChildren(page.element)
    host.applyLook()
    if (!page.calls.show(args, { structuredContent: answer })) {
      page.element.remove()
      return undefined
    }
    const end = watchLook(host, page)
    return () => {
      end()
      leaving.abort()
      page.calls.drop()
    }
  }, [tool, args, answer])
  // drawn within a log of a chat: what it says of itself is enough
  return <div class="view" aria-live="off" ref={place} />
}
