import { z } from 'zod'

import type { OpenView } from './stand-in-host.js'

/** A host that gives a view 400 pixels, whatever it needs. */
export const fixedHeight = {
  height: 400,
  context: {
    containerDimensions: { height: 400 },
    availableDisplayModes: ['inline', 'fullscreen'],
  },
} as const

const faults = `(() => {
  const name = (one) => one.tagName.toLowerCase() + ' ' + (one.getAttribute('aria-label') ?? one.textContent).trim().slice(0, 40)
  const shown = (one) => one.checkVisibility() && one.closest('.spoken') === null && one.getBoundingClientRect().height > 0
  const parts = [...document.querySelectorAll('h1, h2, p, pre, li, th, td, button, select, input, .item, .fact, .chart svg, .bar svg, .name, .figures')].filter(shown)
  const boxes = parts.map((one) => [one, one.getBoundingClientRect()])
  const outside = boxes.filter(([, { bottom, right, left, top }]) => bottom > innerHeight + 1 || right > innerWidth + 1 || left < -1 || top < -1)
  const overlapping = boxes.flatMap(([one, a], at) => boxes.slice(at + 1)
    .filter(([other, b]) => !one.contains(other) && !other.contains(one)
      && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1)
    .map(([other]) => name(one) + ' / ' + name(other)))
  const cut = [...document.querySelectorAll('body *')].filter((one) => shown(one) && getComputedStyle(one).overflowY !== 'visible'
    && one.tagName !== 'svg' && one.closest('svg') === null && (one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1))
  return [
    ...(document.documentElement.scrollHeight > innerHeight ? ['the page scrolls'] : []),
    ...outside.map(([one]) => 'outside: ' + name(one)),
    ...overlapping.map((pair) => 'overlapping: ' + pair),
    ...cut.map((one) => 'cut: ' + name(one)),
  ]
})()`

/**
 * What is wrong with a page in a height that does not change: parts outside of it, parts that lie on
 * others, parts that are cut or scroll for themselves.
 */
export const heightFaults = async ({ frame }: OpenView): Promise<readonly string[]> =>
  z.array(z.string()).parse(await frame.evaluate(faults))
