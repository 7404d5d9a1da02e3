import { node } from '../../picture/tree.js'
import { elementOf } from '../dom.js'
import type { ShownChart } from './charts.js'

/** Pixels that a pointer moves before it marks a part. */
const leastDrag = 8

type Between = readonly [number, number]

const inOrder = (one: number, other: number): Between => [
  Math.min(one, other),
  Math.max(one, other),
]

/** A drag that has begun at a place, until Escape or its end. */
interface Drag {
  readonly from: number
  readonly end: AbortController
}

/** What a drag does on the way, at its end, and where it is given up. */
interface DragActions {
  readonly onMove: (between: Between) => void
  readonly onDone: (between: Between) => void
  readonly onGivenUp: () => void
}

const watch = ({ element, instantAt }: ShownChart, actions: DragActions): void => {
  let drag: Drag | undefined
  const between = (clientX: number): Between | undefined =>
    drag === undefined || Math.abs(clientX - drag.from) < leastDrag
      ? undefined
      : inOrder(instantAt(drag.from), instantAt(clientX))
  const giveUp = (): void => {
    drag?.end.abort()
    drag = undefined
    actions.onGivenUp()
  }
  element.addEventListener('pointerdown', ({ button, clientX, pointerType, pointerId, target }) => {
    if (button !== 0 || pointerType === 'touch' || !(target instanceof SVGElement)) return
    const end = new AbortController()
    drag = { from: clientX, end }
    element.setPointerCapture(pointerId)
    const onKey = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') giveUp()
    }
    document.addEventListener('keydown', onKey, { signal: end.signal })
  })
  element.addEventListener('pointermove', ({ clientX }) => {
    const marked = between(clientX)
    if (marked !== undefined) actions.onMove(marked)
  })
  element.addEventListener('pointerup', ({ clientX }) => {
    const marked = between(clientX)
    giveUp()
    if (marked !== undefined) actions.onDone(marked)
  })
  element.addEventListener('pointercancel', giveUp)
}

/** A tint over a part of a chart; over nothing where that is undefined. */
const markOn = ({ drawing, plot }: ShownChart): ((between: Between | undefined) => void) => {
  const { top, bottom, left, palette, x } = plot
  const marked = elementOf(
    node('rect', {
      ...{ y: top, height: bottom - top, width: 0 },
      ...{ fill: palette.text, 'fill-opacity': 0.15, class: 'cursor' },
    }),
  )
  drawing.append(marked)
  return (between) => {
    const [from, to] = between?.map(x) ?? []
    marked.setAttribute('x', String(from ?? left))
    marked.setAttribute('width', String(Math.max((to ?? left) - (from ?? left), 0)))
  }
}

/**
 * Lets a mouse or pen mark a part of the charts, which share their times; a finger reads them, and
 * scrolls. Escape gives it up.
 * @param onZoom told the ends of the part, in milliseconds since 1970
 */
export function dragToZoom(
  charts: readonly ShownChart[],
  onZoom: (from: number, to: number) => void,
): void {
  const marks = charts.map(markOn)
  const mark = (between: Between | undefined): void => {
    for (const markPart of marks) markPart(between)
  }
  for (const chart of charts) {
    watch(chart, {
      onMove: mark,
      onDone: ([from, to]) => {
        onZoom(from, to)
      },
      onGivenUp: () => {
        mark(undefined)
      },
    })
  }
}
