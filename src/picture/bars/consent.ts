import type { Consent } from '../answer/study-answer.js'
import type { LegendItem } from '../kinds/kind.js'
import { figure } from '../words/numbers.js'
import { barHeight, leastBar, type BarStyle, type DrawnBar } from './drawn-bar.js'
import { partedBar, partItem, type PartLook } from './parted.js'

const rows: readonly {
  readonly name: keyof Consent
  readonly label: string
  readonly look: PartLook
}[] = [
  { name: 'agreed', label: 'agreed', look: { fill: ({ first }) => first } },
  {
    name: 'pending',
    label: 'not answered',
    look: { fill: ({ gap }) => gap, hatch: ({ hatch }) => hatch },
  },
  {
    name: 'declined',
    label: 'declined',
    look: { fill: ({ second }) => second, hatch: ({ paper }) => paper },
  },
]

export const consentLegend: readonly LegendItem[] = rows.map(({ label, look }) =>
  partItem(label, look),
)

/** Consent to a type in words. */
export const consentWords = (consent: Consent): string =>
  rows.map(({ name, label }) => `${figure(consent[name], 0)} ${label}`).join(' · ')

/** Consent to a type as one bar: patients who agreed, have not answered, declined. */
export const consentBar = (consent: Consent, style: BarStyle): DrawnBar => ({
  width: Math.max(style.width, leastBar),
  height: barHeight,
  nodes: partedBar(
    rows.map(({ name, look }) => ({ size: consent[name], look })),
    style,
  ),
  label: `Consent: ${consentWords(consent)}`,
})
