import { button, el } from '../dom.js'
import { setDisabled, toolbarOf } from '../parts/toolbar.js'
import { steps } from './questions.js'

/** What the buttons do. */
export interface ToolbarActions {
  readonly onStep: (bucket: string) => void
  readonly onBeside: (sign: 1 | -1) => void
  readonly onNextPart: () => void
  readonly onZoom: () => void
}

/** What can be done at the moment. */
export interface ToolbarState {
  readonly bucket: string
  readonly canAsk: boolean
  readonly isDayProfile: boolean
  readonly hasLater: boolean
  readonly hasNextPart: boolean
  readonly isBusy: boolean
}

/** The row of buttons; its elements stay, so that the focus does. */
export interface Toolbar {
  readonly element: HTMLElement
  readonly update: (state: ToolbarState) => void
}

const stepButtonsOf = (onStep: ToolbarActions['onStep']) =>
  steps.map(([bucket, label]) => ({
    bucket,
    element: button(label, '', () => {
      onStep(bucket)
    }),
  }))

/** @param others buttons that stand behind those that ask */
export function createToolbar(
  actions: ToolbarActions,
  others: readonly HTMLButtonElement[],
): Toolbar {
  const stepButtons = stepButtonsOf(actions.onStep)
  const stepElements = stepButtons.map(({ element }) => element)
  const group = el('span', { class: 'group', role: 'group', 'aria-label': 'Step' }, ...stepElements)
  const earlier = button('‹', 'Earlier', () => {
    actions.onBeside(-1)
  })
  const later = button('›', 'Later', () => {
    actions.onBeside(1)
  })
  const next = button('Next part', '', actions.onNextPart)
  const zoom = button('+', 'Zoom in', actions.onZoom)
  return {
    element: toolbarOf(group, earlier, later, zoom, next, ...others),
    update: (state) => {
      group.hidden = !state.canAsk
      earlier.hidden = !state.canAsk || state.isDayProfile
      for (const element of [later, zoom]) element.hidden = earlier.hidden
      next.hidden = !state.canAsk || !state.hasNextPart
      for (const { bucket, element } of stepButtons) {
        element.setAttribute('aria-pressed', String(bucket === state.bucket))
      }
      setDisabled([...stepElements, earlier, zoom, next], state.isBusy)
      setDisabled([later], state.isBusy || !state.hasLater)
    },
  }
}
