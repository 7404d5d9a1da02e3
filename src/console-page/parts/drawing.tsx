import type { RefObject, VNode } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

import { darkPalette, lightPalette } from '../../picture/palette.js'
import { trendSheet } from '../../picture/sheet.js'
import { trendPicture } from '../../picture/trend-picture.js'
import { dateOrderOf } from '../../picture/words/dates.js'
import type { JsonRecord } from '../../record.js'
import { elementOf } from '../../view/dom.js'

/** What the page's policy refuses in an element, and its style sheet says. */
const inStyleSheet = ['style', 'xmlns']

const dark = matchMedia('(prefers-color-scheme: dark)')
const printing = matchMedia('print')

/** Whether dark colours are due: never on paper. */
const useIsDark = (): boolean => {
  const [isDark, setIsDark] = useState(dark.matches)
  useEffect(() => {
    const look = (): void => {
      setIsDark(dark.matches && !printing.matches)
    }
    dark.addEventListener('change', look)
    printing.addEventListener('change', look)
    return () => {
      dark.removeEventListener('change', look)
      printing.removeEventListener('change', look)
    }
  }, [])
  return isDark
}

/** Pixels; beyond them the page scales a drawing. */
const narrowest = 280
const widest = 720

/** How wide a drawing may be at its place. */
const useWidth = (place: RefObject<HTMLElement | null>): number => {
  const [width, setWidth] = useState(widest)
  useLayoutEffect(() => {
    const element = place.current
    if (element === null) return undefined
    const look = (): void => {
      // of paper, the width is not known: the drawing is scaled to it
      if (!printing.matches && element.clientWidth > 0)
        setWidth(Math.min(widest, Math.max(narrowest, element.clientWidth)))
    }
    look()
    const watching = new ResizeObserver(look)
    watching.observe(element)
    return () => {
      watching.disconnect()
    }
  }, [])
  return width
}

/** The drawing of an answer of `get_observation_trend`. */
export function Drawing({
  args,
  answer,
}: {
  readonly args: JsonRecord
  readonly answer: JsonRecord
}): VNode {
  const place = useRef<HTMLDivElement>(null)
  const isDark = useIsDark()
  const width = useWidth(place)
  // before anything is painted: paper does not wait for a later one
  useLayoutEffect(() => {
    const sheet = trendSheet(
      trendPicture(args, answer, dateOrderOf(navigator.language)),
      isDark ? darkPalette : lightPalette,
      width,
    )
    place.current?.replaceChildren(elementOf(sheet, inStyleSheet))
  }, [args, answer, isDark, width])
  return <div class="drawing" ref={place} />
}
