import { button, el } from '../dom.js'
import { steps } from './questions.js'

/** What the buttons do. */
export interface ToolbarActions {
  readonly onStep: (bucket: string) => void
  readonly onBeside: (sign: 1 | -1) => void
  readonly onNextPart: () => void
  readonly onTable: (isOpen: boolean) => void
  readonly onFullScreen: () => void
}

/** What can be done at the moment. */
export interface ToolbarState {
  readonly bucket: string
  readonly canAsk: boolean
  readonly isDayProfile: boolean
  readonly hasLater: boolean
  readonly hasNextPart: boolean
  readonly canFullScreen: boolean
  readonly isBusy: boolean
}

/** The row of buttons; its elements stay, so that the focus does. */
export interface Toolbar {
  readonly element: HTMLElement
  readonly update: (state: ToolbarState) => void
}

export function createToolbar(actions: ToolbarActions): Toolbar {
  const stepButtons = steps.map(([bucket, label]) => ({
    bucket,
    element: button(label, '', () => {
      actions.onStep(bucket)
    }),
  }))
  const group = el(
    'span',
    { class: 'group', role: 'group', 'aria-label': 'Step' },
    ...stepButtons.map(({ element }) => element),
  )
  const earlier = button('‹', 'Earlier', () => {
    actions.onBeside(-1)
  })
  const later = button('›', 'Later', () => {
    actions.onBeside(1)
  })
  const next = button('Next part', '', actions.onNextPart)
  const table = button('Table', '', () => {
    const isOpen = table.getAttribute('aria-expanded') !== 'true'
    table.setAttribute('aria-expanded', String(isOpen))
    actions.onTable(isOpen)
  })
  table.setAttribute('aria-expanded', 'false')
  const full = button('Full screen', '', actions.onFullScreen)
  const asking = [...stepButtons.map(({ element }) => element), earlier, later, next]
  return {
    element: el('div', { class: 'toolbar' }, group, earlier, later, next, table, full),
    update: (state) => {
      group.hidden = !state.canAsk
      earlier.hidden = !state.canAsk || state.isDayProfile
      later.hidden = earlier.hidden
      next.hidden = !state.canAsk || !state.hasNextPart
      full.hidden = !state.canFullScreen
      for (const { bucket, element } of stepButtons) {
        element.setAttribute('aria-pressed', String(bucket === state.bucket))
      }
      for (const element of asking) element.setAttribute('aria-disabled', String(state.isBusy))
      if (!state.hasLater) later.setAttribute('aria-disabled', 'true')
    },
  }
}
